// The sheet and the figures beside it are the same thing: moving a box writes its figures, typing figures moves the box.
// Every change is saved as the form would be, and the preview is drawn again. Without this script the form does it all.

const STEP = 0.5;
const FAR = 5;
const SMALLEST = { w: 15, h: 5 };
const PAUSE = 600; // milliseconds after the last change

const half = (value) => Math.round(value * 2) / 2;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function fieldsOf(form, name) {
  return Object.fromEntries(["x", "y", "w", "h"].map((key) => [key, form.elements[`${name}-${key}`]]));
}

class Sheet {
  constructor(root, onChange) {
    this.root = root;
    this.form = root.querySelector("[data-design-form]");
    this.svg = root.querySelector("[data-sheet]");
    this.onChange = onChange;
    this.paper = { w: this.svg.viewBox.baseVal.width, h: this.svg.viewBox.baseVal.height };
    root.classList.add("design--live");
    this.svg.querySelectorAll("[data-element]").forEach((box) => this.enliven(box));
    this.form.addEventListener("input", (event) => this.follow(event.target.name));
  }

  enliven(box) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.addEventListener("keydown", (event) => this.key(event, box));
    box.addEventListener("pointerdown", (event) => this.drag(event, box));
    box.addEventListener("focus", () => this.unfold(box.dataset.element));
    this.draw(box);
  }

  figures(name) {
    const fields = fieldsOf(this.form, name);
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, Number(field.value) || 0]));
  }

  draw(box) {
    const { x, y, w, h } = this.figures(box.dataset.element);
    const [frame, corner] = box.querySelectorAll("rect");
    const set = (node, values) => Object.entries(values).forEach(([key, value]) => node.setAttribute(key, value));
    set(frame, { x, y, width: w, height: h });
    set(box.querySelector("text"), { x, y });
    set(corner, { x: x + w - 4, y: y + h - 4 });
    const place = this.root.dataset.textPlace.replace(/\{(\w)\}/g, (_all, key) => ({ x, y, w, h })[key]);
    box.setAttribute("aria-label", `${box.dataset.label}: ${place}`);
  }

  place(box, { x, y, w, h }) {
    const size = { w: clamp(half(w), SMALLEST.w, this.paper.w), h: clamp(half(h), SMALLEST.h, this.paper.h) };
    const at = { x: clamp(half(x), 0, this.paper.w - size.w), y: clamp(half(y), 0, this.paper.h - size.h) };
    const fields = fieldsOf(this.form, box.dataset.element);
    Object.entries({ ...size, ...at }).forEach(([key, value]) => { fields[key].value = value; });
    this.draw(box);
    this.onChange();
  }

  key(event, box) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const by = event.shiftKey ? FAR : STEP;
    const now = this.figures(box.dataset.element);
    const [across, down] = way.map((one) => one * by);
    this.place(box, event.altKey
      ? { ...now, w: now.w + across, h: now.h + down }
      : { ...now, x: now.x + across, y: now.y + down });
  }

  drag(event, box) {
    if (event.button) return;
    event.preventDefault();
    box.focus();
    const isCorner = event.target.hasAttribute("data-corner");
    const from = this.figures(box.dataset.element);
    const scale = this.paper.w / this.svg.getBoundingClientRect().width;
    const move = (to) => {
      const across = (to.clientX - event.clientX) * scale;
      const down = (to.clientY - event.clientY) * scale;
      this.place(box, isCorner
        ? { ...from, w: from.w + across, h: from.h + down }
        : { ...from, x: from.x + across, y: from.y + down });
    };
    const end = () => {
      box.removeEventListener("pointermove", move);
      box.removeEventListener("pointerup", end);
      box.removeEventListener("pointercancel", end);
    };
    box.setPointerCapture(event.pointerId);
    box.addEventListener("pointermove", move);
    box.addEventListener("pointerup", end);
    box.addEventListener("pointercancel", end);
  }

  follow(fieldName) {
    const name = fieldName.split("-")[0];
    const box = this.svg.querySelector(`[data-element="${CSS.escape(name)}"]`);
    if (box) {
      const shown = this.form.elements[`${name}-is_shown`];
      box.toggleAttribute("hidden", Boolean(shown) && !shown.checked);
      this.draw(box);
    }
    this.onChange(fieldName);
  }

  unfold(name) {
    const fold = this.root.querySelector(`[data-fold="${CSS.escape(name)}"]`);
    if (fold) fold.open = true;
  }
}

class Draft {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("[data-design-form]");
    this.preview = root.querySelector("iframe[name=preview]");
    this.previewForm = root.querySelector("[data-preview-form]");
    this.status = root.querySelector("[data-status]");
    this.faults = root.querySelector("[data-faults]");
    this.saving = Promise.resolve();
    this.previewForm.addEventListener("change", () => this.redraw());
    root.querySelector("[data-publish]")?.addEventListener("submit", (event) => this.saveFirst(event));
  }

  changed(name) {
    clearTimeout(this.timer);
    // Another paper, or an emblem that may have no box yet: the server draws the sheet anew.
    this.wantsNewSheet ||= /^(page|is_upright|emblem\d-image)$/.test(name);
    this.isDirty = true;
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.send());
    return this.saving;
  }

  async send() {
    if (!this.isDirty) return true;
    this.isDirty = false;
    this.say(this.root.dataset.textSaving);
    try {
      const response = await fetch(this.root.dataset.url, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
      });
      const answer = await response.json();
      if (response.status === 422) return this.fail(this.root.dataset.textIncomplete);
      if (!response.ok) return this.fail(answer.refusal ?? this.root.dataset.textFailed);
      this.form.elements.revision.value = answer.revision;
      if (this.wantsNewSheet) return location.reload();
      this.say(this.root.dataset.textSaved);
      this.faults.textContent = answer.faults.join(" ");
      this.redraw();
      return true;
    } catch {
      return this.fail(this.root.dataset.textFailed);
    }
  }

  fail(words) {
    this.isDirty = true;
    this.say(words);
    return false;
  }

  say(words) {
    this.status.textContent = words;
  }

  redraw() {
    const asked = new URLSearchParams(new FormData(this.previewForm));
    asked.set("vez", this.form?.elements.revision.value ?? "0");
    this.preview.src = `${this.root.dataset.preview}?${asked}#toolbar=0&navpanes=0&view=FitH`;
  }

  async saveFirst(event) {
    if (!this.isDirty) return;
    event.preventDefault();
    if ((await this.save()) === true) event.target.submit();
  }
}

document.querySelectorAll("[data-design]").forEach((root) => {
  const draft = new Draft(root);
  if (root.dataset.isDraft === "yes") new Sheet(root, (name = "") => draft.changed(name));
});
