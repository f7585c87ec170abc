// Checks a file without sending it: hashes it here, posts the hash, shows the answer.

import { readFragment } from "../../js/fragments.js";

const LARGEST = 20 * 1024 * 1024;

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask(url, hash, code) {
  const body = new URLSearchParams({ sha256: hash });
  if (code) body.set("code", code);
  const response = await fetch(url, { method: "POST", body, credentials: "omit" });
  if (!response.ok) throw new Error(String(response.status));
  return readFragment(response);
}

function enliven(section) {
  const { url, code, textWorking, textLarge, textFailed, textInsecure } = section.dataset;
  const input = section.querySelector("input[type=file]");
  const result = section.querySelector("[data-result]");
  section.hidden = false;

  if (!globalThis.crypto?.subtle) {
    input.disabled = true;
    result.textContent = textInsecure;
    return;
  }

  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    if (file.size > LARGEST) {
      result.textContent = textLarge;
      return;
    }
    result.textContent = textWorking;
    try {
      const answer = await ask(url, await sha256(file), code);
      result.replaceChildren(...answer.body.childNodes);
    } catch {
      result.textContent = textFailed;
    }
  });
}

document.querySelectorAll("[data-file-check]").forEach(enliven);
