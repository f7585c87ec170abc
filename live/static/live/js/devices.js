// Camera and microphone, tried when the reader asks. Nothing leaves the browser.
const PROBLEMS = { NotAllowedError: "refused", NotFoundError: "missing", OverconstrainedError: "missing" };

class Devices {
  constructor(part) {
    this.part = part;
    this.preview = part.querySelector("[data-preview]");
    this.status = part.querySelector("[data-device-status]");
    this.level = part.querySelector("[data-level]");
    part.hidden = !navigator.mediaDevices?.getUserMedia;
    part.querySelector("[data-start]").addEventListener("click", () => this.start());
    for (const button of part.querySelectorAll("[data-mute]")) {
      button.addEventListener("click", () => this.toggle(button));
    }
    addEventListener("pagehide", () => this.stop());
  }

  say(key) {
    this.status.textContent = this.part.dataset[`text${key[0].toUpperCase()}${key.slice(1)}`];
  }

  async start() {
    this.stop();
    this.say("asking");
    const wantsVideo = !("audioFirst" in this.part.dataset);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: wantsVideo });
    } catch (problem) {
      return this.say(PROBLEMS[problem.name] ?? "busy");
    }
    const hasVideo = this.stream.getVideoTracks().length > 0;
    this.preview.srcObject = this.stream;
    this.preview.hidden = !hasVideo;
    for (const button of this.part.querySelectorAll("[data-mute]")) {
      button.hidden = this.tracks(button).length === 0;
      button.setAttribute("aria-pressed", "false");
    }
    this.say(hasVideo ? "on" : "audio");
    this.listen();
  }

  tracks(button) {
    const all = this.stream?.getTracks() ?? [];
    return all.filter((track) => track.kind === button.dataset.mute);
  }

  toggle(button) {
    const isMuted = button.getAttribute("aria-pressed") !== "true";
    for (const track of this.tracks(button)) track.enabled = !isMuted;
    button.setAttribute("aria-pressed", String(isMuted));
  }

  listen() {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.part.querySelector("[data-level-row]").hidden = false;
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.level.value = Math.min(1, 4 * Math.max(...samples.map(Math.abs)));
    }, 200);
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = undefined;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }
}

for (const part of document.querySelectorAll("[data-devices]")) new Devices(part);
