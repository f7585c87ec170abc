// Everybody else was moved to a new room: a page of the old one enters anew. Who was removed is shown the door.
const PAUSE = 12_000;

async function watch(part) {
  try {
    const response = await fetch(part.dataset.doorUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (response.status === 404) return location.reload();
    const told = await response.json();
    if (String(told.rooms) !== part.dataset.rooms) return location.reload();
  } catch {
    // the network is away; it is asked again
  }
  setTimeout(watch, PAUSE, part);
}

const part = document.querySelector("[data-watch-rooms]");
if (part) setTimeout(watch, PAUSE, part);
