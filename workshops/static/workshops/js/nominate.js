// A search field before the list of people. Without this file the list is simply whole.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
const MANY = 6; // fewer people are seen at a glance

const form = document.querySelector("[data-nominate]");
const template = document.querySelector("template[data-filter-field]");
const options = form ? [...form.querySelectorAll('input[type="radio"][name="person"]')] : [];

if (template && options.length > MANY) {
  const group = options[0].closest("fieldset");
  group.before(template.content.cloneNode(true));
  const field = form.querySelector("[data-filter]");
  const status = form.querySelector("[data-filter-status]");
  const rows = options.map((option) => {
    const row = option.closest("label");
    return { option, row, text: fold(row.textContent) };
  });
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/);
    let shown = 0;
    for (const { option, row, text } of rows) {
      // Whoever is chosen stays in sight.
      const isShown = option.checked || words.every((word) => text.includes(word));
      row.hidden = !isShown;
      shown += isShown;
    }
    status.textContent = shown ? "" : status.dataset.none;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // looking for somebody is not nominating them
  });
}
