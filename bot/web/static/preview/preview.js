// The preview: starts the state, the connection and the view. No frame, no build step.

import { html, render } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { speak, t } from "/desk/static/words.js";
import { makeStore } from "/desk/static/state.js";
import { makeActions } from "./actions.js";
import { begin } from "./state.js";
import { Preview } from "./view.js";

const HERE_EVERY_MS = 60_000;

const start = JSON.parse(document.getElementById("start").textContent);
const root = document.getElementById("preview");
speak(start.texts);

const store = makeStore(begin(start));
const actions = makeActions(store, start.csrf);

function show(state) {
  const faults = state.served?.findings.filter((one) => !one.warning).length ?? 0;
  document.title = `${faults ? `(${faults}) ` : ""}${t("preview.title")} · Ajar`;
  render(html`<${Preview} state=${state} actions=${actions} />`, root);
}

let saidHereAt = Date.now();

/** Somebody is at the keyboard: the login stays alive. */
function touched() {
  if (Date.now() - saidHereAt < HERE_EVERY_MS) return;
  saidHereAt = Date.now();
  actions.here();
}

for (const sign of ["pointerdown", "pointermove", "keydown"]) addEventListener(sign, touched, { passive: true });

root.replaceChildren();
store.listen(show);
show(store.get());
actions.start();
