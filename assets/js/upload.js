// Uploading with its progress, and files that are dropped on the form. Without this script the form sends itself.
"use strict";

const form = document.querySelector("form[data-upload]");
const field = form?.querySelector("input[type=file]");

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
  const part = form.querySelector("[data-progress]");
  const [bar, said] = [part.querySelector("progress"), part.querySelector("output")];
  const button = form.querySelector("button.button");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = (100 * loaded) / total;
    said.textContent = `${Math.floor(bar.value)}%`;
  });
  request.addEventListener("load", () => {
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
    part.hidden = true;
    button.disabled = false;
    HTMLFormElement.prototype.submit.call(form); // the browser's own page says what is the matter with the line
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
  part.hidden = false;
  button.disabled = true;
});
