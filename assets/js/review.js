// The keys of the review queue. Everything they do, links, radio buttons and a button do as well.
"use strict";

const queue = [...document.querySelectorAll("[data-queue] tbody a")];
const form = document.querySelector("form[data-decide]");

const go = (step) => {
  if (queue.length) {
    const at = queue.indexOf(document.activeElement);
    queue[Math.min(Math.max(at + step, 0), queue.length - 1)].focus();
  } else {
    document.querySelector(step > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  }
};

const choose = (id) => {
  const choice = form?.querySelector(`#${id}`);
  if (!choice) return;
  choice.checked = true;
  form.querySelector("[name=reason]").focus();
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=radio]), textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "h") choose("history");
  else if (event.key === "n") choose("nobody");
  else if (/^[1-9]$/.test(event.key)) choose(`candidate-${event.key}`);
  else return;
  event.preventDefault();
});
