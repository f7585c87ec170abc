// Looks again every few seconds until all documents are signed; without it, the button does the same.

import { readFragment } from "../../js/fragments.js";

const PAUSE = 3000;

async function look(section) {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = (await readFragment(response)).querySelector("[data-progress]");
    if (!fresh) return;
    section.replaceWith(fresh);
    wait(fresh);
  } catch {
    wait(section); // the connection is away; the work goes on elsewhere
  }
}

function wait(section) {
  if (section?.dataset.isDone === "no") setTimeout(() => look(section), PAUSE);
}

wait(document.querySelector("[data-progress]"));
