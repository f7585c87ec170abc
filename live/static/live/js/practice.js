// The practice room: enters with the page's token, says every ten seconds that it is still here, leaves with the page.
const BEAT = 10_000;

class PracticeRoom {
  constructor(part) {
    this.part = part;
    this.status = part.querySelector("[data-status]");
    this.people = part.querySelector("[data-people]");
    part.hidden = false;
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.enter());
    this.enter();
  }

  body() {
    const { room, token } = this.part.dataset;
    return JSON.stringify({ room, token, seat: this.seat ?? "" });
  }

  async call(url) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(url, { method: "POST", body: this.body(), headers, cache: "no-store" });
    return { status: response.status, told: await response.json() };
  }

  async enter() {
    this.seat = undefined;
    this.status.textContent = this.part.dataset.textEntering;
    await this.speak(this.part.dataset.enterUrl);
  }

  async beat() {
    await this.speak(this.seat ? this.part.dataset.heartbeatUrl : this.part.dataset.enterUrl);
  }

  async speak(url) {
    clearTimeout(this.timer);
    try {
      const { status, told } = await this.call(url);
      if (status === 403) return this.shut();
      if (status === 410) return this.enter();
      if (status !== 200) throw new Error(String(status));
      this.seat = told.seat;
      this.show(told.people);
      this.say(this.part.dataset.textHere);
    } catch {
      this.say(this.part.dataset.textLost);
    }
    this.timer = setTimeout(() => this.beat(), BEAT);
  }

  // Said only when it is news, so that a screen reader does not repeat it at every beat.
  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  show(people) {
    const { textSelf, textFacilitator } = this.part.dataset;
    const lines = people.map((person) => {
      const notes = [person.is_facilitator && textFacilitator, person.is_self && textSelf].filter(Boolean);
      return notes.length ? `${person.name} (${notes.join(", ")})` : person.name;
    });
    if (lines.join("\n") === this.shown) return;
    this.shown = lines.join("\n");
    this.people.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
    );
  }

  shut() {
    this.seat = undefined;
    this.say(this.part.dataset.textShut);
    this.people.replaceChildren();
  }

  leave() {
    clearTimeout(this.timer);
    if (!this.seat) return;
    const body = new Blob([this.body()], { type: "application/json" });
    navigator.sendBeacon(this.part.dataset.leaveUrl, body);
    this.seat = undefined;
  }
}

const part = document.querySelector("[data-practice-room]");
if (part) new PracticeRoom(part);
