// The keys of the release queue, for hundreds of rows. Everything they do, boxes and buttons do as well.
"use strict";

const form = document.querySelector("form[data-release]");
const ticks = [...(form?.querySelectorAll("input.tick:not([disabled])") ?? [])];
const here = () => ticks.indexOf(document.activeElement?.closest("tr")?.querySelector("input.tick"));

const go = (step) => {
  const tick = ticks[Math.min(Math.max(here() + step, 0), ticks.length - 1)];
  tick?.focus();
  tick?.closest("tr").scrollIntoView({ block: "nearest" });
};
const all = () => {
  const every = ticks.every((tick) => tick.checked);
  for (const tick of ticks) tick.checked = !every;
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select, button, a, summary");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const tick = ticks[here()];
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "a") all();
  else if (event.key === "x" && tick) tick.checked = !tick.checked;
  else if (event.key === "o" && tick) tick.closest("tr").querySelector("details").toggleAttribute("open");
  else if (event.key === "Enter" && form) form.querySelector("button[value=release]").click();
  else return;
  event.preventDefault();
});
