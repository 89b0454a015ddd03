// Results while somebody types: the server's own answer, fetched anew with every key. Without this the form does it.
"use strict";

const APART = 50; // milliseconds between two questions: a key asks at once, and only keys faster than that wait for the next

for (const form of document.querySelectorAll("form[data-instant]")) {
  const field = form.querySelector("input[type=search]");
  const answer = document.getElementById(form.dataset.answer);
  const told = document.getElementById(form.dataset.told);
  let asked = field.value.trim();
  let askedAt = -APART;
  let waiting;
  let request;

  const ask = async () => {
    const question = field.value.trim();
    if (question === asked) return;
    asked = question;
    askedAt = performance.now();
    request?.abort(); // only the newest question is answered
    request = new AbortController();
    const query = new URLSearchParams({ q: question });
    try {
      const response = await fetch(`${form.dataset.instant}?${query}`, { signal: request.signal });
      if (!response.ok) return; // the button still works, and its page says what is the matter
      answer.innerHTML = await response.text();
      told.textContent = answer.querySelector("[data-said]")?.textContent ?? "";
      answer.dispatchEvent(new Event("answered", { bubbles: true }));
      document.getElementById("before")?.remove();
      // On the search page the address says what is shown, so that it can be kept or sent on.
      if (location.pathname === new URL(form.action).pathname) history.replaceState(null, "", `?${query}`);
    } catch (error) {
      if (error.name !== "AbortError") asked = null; // no connection: the next key asks again
    }
  };

  let composing = false; // pinyin on its way to characters asks nothing
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; });
  for (const event of ["input", "compositionend"]) {
    field.addEventListener(event, () => {
      clearTimeout(waiting);
      if (!composing) waiting = setTimeout(ask, askedAt + APART - performance.now());
    });
  }

  // ↓ goes from the field into the results, ↑ and ↓ through them, Escape back.
  const move = (event) => {
    const links = [...answer.querySelectorAll(".hits .name a, .near a, .meant a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && at >= 0) field.focus();
    else if (event.key === "ArrowDown" && at + 1 < links.length) links[at + 1].focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? field).focus();
    else return;
    event.preventDefault();
  };
  field.addEventListener("keydown", move);
  answer.addEventListener("keydown", move);
}
