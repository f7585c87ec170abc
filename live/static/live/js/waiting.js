// The waiting page looks at the door and shows the way in by itself. Without this module the page refreshes.
import { readFragment } from "../../js/fragments.js";

const SOONEST = 2_000;
const LATEST = 30_000;

async function readDoor(door) {
  const response = await fetch(door.dataset.doorUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// The server draws the new door; only that part of the page is put in place, so a camera preview stays on.
async function replaceDoor(door) {
  const response = await fetch(location.href, { cache: "no-store" });
  if (!response.ok || response.redirected) return location.reload();
  const drawn = (await readFragment(response)).querySelector("#puerta");
  if (!drawn) return location.reload();
  door.replaceChildren(...drawn.childNodes);
  Object.assign(door.dataset, drawn.dataset);
}

async function watch(door) {
  let wait = LATEST;
  try {
    const told = await readDoor(door);
    if (told.door !== door.dataset.door) await replaceDoor(door);
    wait = Math.min(LATEST, Math.max(SOONEST, told.opens_in * 1_000));
    if (told.door === "OPEN") wait = LATEST;
    if (told.door === "CLOSED" || told.door === "CANCELLED") return;
  } catch {
    wait = LATEST; // the network is away; the door is looked at again
  }
  setTimeout(watch, wait, door);
}

const door = document.querySelector("#puerta");
if (door) {
  const first = Number(door.dataset.opensIn) * 1_000;
  setTimeout(watch, Math.min(LATEST, Math.max(SOONEST, first)), door);
  document.addEventListener("visibilitychange", () => {
    // A phone that was asleep looks at once.
    if (document.visibilityState === "visible" && door.dataset.door === "WAITING") {
      readDoor(door).then((told) => told.door !== door.dataset.door && replaceDoor(door), () => {});
    }
  });
}
