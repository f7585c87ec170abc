// HTML that our own server drew, as nodes. The only place where a text becomes markup: the browser refuses all others
// (Trusted Types), and this one takes nothing but an answer of our own origin.
const rules = { createHTML: (html) => html };
const policy = globalThis.trustedTypes?.createPolicy("aula", rules) ?? rules;

export async function readFragment(response) {
  if (new URL(response.url).origin !== location.origin || response.redirected) throw new Error("not ours");
  return new DOMParser().parseFromString(policy.createHTML(await response.text()), "text/html");
}
