// Shows the name on the certificate as it is written. Without this file the "see how it will look" button does it.
const field = document.querySelector("[data-name-input]");
const title = document.querySelector("[data-name-preview] .sealed__title");
const button = document.querySelector("[data-preview-button]");

if (field && title) {
  const first = title.textContent;
  field.addEventListener("input", () => {
    title.textContent = field.value.normalize("NFC").replace(/\s+/gu, " ").trim() || first;
  });
  if (button) button.hidden = true;
}
