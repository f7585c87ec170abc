// Answers of an assessment on a poor connection. Without this file each answer is an ordinary form, sent and saved.
// With it, what cannot be sent is kept in this browser and sent when the connection is back; what was typed and not yet
// sent survives a closed tab. The end of a session empties all of it (Clear-Site-Data). The server decides every time.
const place = document.querySelector("[data-answers]");
const words = place.dataset;
const form = document.querySelector("form[data-number]");
const handIn = document.querySelector("form[data-hand-in]");
const prefix = `answer:${words.answers}:`;
const RETRY = 10_000, PATIENCE = 15_000, PAUSE = 800;
let isBusy = false;

const keyOf = (number) => prefix + number;
const read = (key) => JSON.parse(localStorage.getItem(key));
const keep = (key, item) => localStorage.setItem(key, JSON.stringify(item));
const drop = (key) => localStorage.removeItem(key);
const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix) && read(key).state === "waiting");
const say = (text) => {
  place.textContent = text ?? "";
  place.hidden = !text;
};
const fieldsOf = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
const answerOf = (fields) => fields.filter(([name]) => name !== "revision");
const isSame = (one, other) => JSON.stringify(answerOf(one)) === JSON.stringify(answerOf(other));

function fill(fields) {
  const given = new Map();
  for (const [name, value] of answerOf(fields)) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit") continue;
    const values = given.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

async function post(item) {
  const body = new URLSearchParams(item.fields);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const headers = { Accept: "application/json" };
  const response = await fetch(item.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  if (response.status >= 500) throw new Error("the server is not well");
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
  return isOurs ? response.json() : { state: "away" };
}

// Send one kept answer; what the server said about it, or undefined where it was not reached.
async function send(key) {
  const item = read(key);
  let said;
  try {
    said = await post(item);
  } catch {
    say(words.offline);
    return undefined;
  }
  if (said.state === "away") say(words.away);
  else if (said.state === "conflict") keep(key, { ...item, state: "conflict" });
  else drop(key);
  return said;
}

async function submit() {
  const key = keyOf(form.dataset.number);
  keep(key, { url: form.action, fields: fieldsOf(), state: "waiting" });
  say(words.sending);
  const said = await send(key);
  if (said?.state === "refused") form.submit(); // the server draws the page that says what to mend
  else if (said?.next) location.assign(said.next);
}

async function flush() {
  if (isBusy) return;
  isBusy = true;
  try {
    for (const key of waiting()) {
      const said = await send(key);
      if (!said?.next) return;
      if (form && key === keyOf(form.dataset.number)) return location.assign(said.next);
      if (!waiting().length) location.reload(); // the page shows what is saved, as the server says it
    }
  } finally {
    isBusy = false;
  }
}

function offerOwn(key, item) {
  const panel = document.querySelector("template[data-own]").content.cloneNode(true);
  const labels = answerOf(item.fields).map(([name, value]) => {
    const box = [...form.elements].find((one) => one.name === name && one.value === value && one.labels?.length);
    return box && box.type !== "text" ? box.labels[0].textContent.trim() : value;
  });
  panel.querySelector("[data-own-text]").textContent = labels.join("\n");
  const section = panel.firstElementChild;
  const close = (isTaken) => {
    if (isTaken) fill(item.fields);
    drop(key);
    section.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  };
  panel.querySelector("[data-own-take]").addEventListener("click", () => close(true));
  panel.querySelector("[data-own-leave]").addEventListener("click", () => close(false));
  form.before(panel);
}

function takeUp() {
  const key = keyOf(form.dataset.number);
  const item = read(key);
  if (!item) return;
  if (isSame(item.fields, fieldsOf())) return drop(key);
  const shown = Object.fromEntries(item.fields).revision;
  if (item.state === "conflict" || (item.state === "draft" && shown !== form.elements.revision.value)) {
    return offerOwn(key, item);
  }
  fill(item.fields);
  if (item.state === "draft") say(words.draft);
}

function watch() {
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep(keyOf(form.dataset.number), { url: form.action, fields: fieldsOf(), state: "draft" });
    }, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (isBusy) return;
    isBusy = true;
    await submit();
    isBusy = false;
  });
}

function guardHandIn() {
  handIn.addEventListener("submit", (event) => {
    if (!waiting().length) return;
    event.preventDefault();
    say(words.unsent);
    flush();
  });
}

try {
  keep(`${prefix}?`, { state: "" }); // a browser that keeps nothing uses the ordinary forms
  drop(`${prefix}?`);
  if (form) {
    takeUp();
    watch();
  }
  if (handIn) guardHandIn();
  addEventListener("online", flush);
  setInterval(flush, RETRY);
  flush();
} catch {
  say("");
}
