// Uploading with its progress, and files that are dropped on the form. Without this script the form sends itself.
"use strict";

const form = document.querySelector("form[data-upload]");
const field = form?.querySelector("input[type=file]");
const bytes = (count) => (count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(2)} GB`);

for (const kind of ["dragover", "drop"]) {
  form?.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.toggle("dropping", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
form?.addEventListener("dragleave", () => form.classList.remove("dropping"));

form?.addEventListener("submit", (event) => {
  if (!field.files.length) return;
  event.preventDefault();
  // A server that answers before it has everything may be cut off in the middle of its answer, so it is said here already.
  const refusal = form.querySelector("[data-too-large]");
  refusal.hidden = field.files[0].size <= Number(form.dataset.most);
  if (!refusal.hidden) return refusal.focus();
  const part = form.querySelector("[data-progress]");
  const [bar, said] = [part.querySelector("progress"), part.querySelector("output")];
  const button = form.querySelector("button.button");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = (100 * loaded) / total;
    said.textContent = `${bytes(loaded)} / ${bytes(total)}，${Math.floor(bar.value)}%`;
  });
  const stay = (leaving) => leaving.preventDefault(); // to leave would end it; once it has come, the page may be left
  window.addEventListener("beforeunload", stay);
  request.addEventListener("load", () => {
    window.removeEventListener("beforeunload", stay);
    if (request.responseURL !== location.href && request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    // What came back is the page with what is the matter; only its main part is taken over, its scripts are here already.
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.querySelector("main");
    if (!main) return HTMLFormElement.prototype.submit.call(form);
    document.querySelector("main").replaceWith(main);
    document.querySelector(".error-summary[tabindex]")?.focus();
    // Its form sends itself: a file has to be chosen anew there anyhow.
  });
  request.addEventListener("error", () => {
    window.removeEventListener("beforeunload", stay);
    part.hidden = true;
    button.disabled = false;
    HTMLFormElement.prototype.submit.call(form); // the browser's own page says what is the matter with the line
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
  part.hidden = false;
  button.disabled = true;
});
