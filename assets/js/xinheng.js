// What the pages gain where JavaScript runs. Nothing here is needed to read, to search or to file.
"use strict";

// A table shown as cards on a phone loses its roles with its display; give them back.
const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
const giveRolesBack = (part) => {
  for (const table of part.querySelectorAll("table.cards-on-phone")) {
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody, tr, td")) part.setAttribute("role", roles[part.tagName]);
    for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
  }
};
giveRolesBack(document);
document.addEventListener("answered", (event) => giveRolesBack(event.target));

// A form that came back with errors: the summary is read out first.
document.querySelector(".error-summary[tabindex]")?.focus();

// What looked like a person's number leaves the address bar and the history of the browser, too.
if (document.querySelector("[data-forget-address]")) history.replaceState(null, "", location.pathname);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
