// The board: starts the state, the connection and the view. No frame, no build step.

import { html, render } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { makeStore } from "/desk/static/state.js";
import { speak } from "/desk/static/words.js";
import { makeActions } from "./actions.js";
import { Board } from "./view.js";

const HERE_EVERY_MS = 60_000;

const start = JSON.parse(document.getElementById("start").textContent);
const root = document.getElementById("board");
speak(start.texts);

const store = makeStore({
  me: start.me,
  language: start.language,
  pages: start.pages,
  mayAssign: start.may_assign,
  mayRead: start.may_read,
  regions: start.regions,
  link: "opening", // opening | up | lost
  over: false, // the login has ended
  cases: null,
  atDesk: [],
  paused: [],
  calls: null,
  now: null, // how it stands, in numbers
  notice: "",
  asking: null, // the case that is about to go back
});
const actions = makeActions(store, start.csrf);

let saidHereAt = Date.now();

/** Somebody is at the keyboard: the login stays alive. */
function touched() {
  if (Date.now() - saidHereAt < HERE_EVERY_MS) return;
  saidHereAt = Date.now();
  actions.here();
}

for (const sign of ["pointerdown", "pointermove", "keydown"]) addEventListener(sign, touched, { passive: true });

const show = (state) => render(html`<${Board} state=${state} actions=${actions} />`, root);
root.replaceChildren();
store.listen(show);
show(store.get());
actions.start();
