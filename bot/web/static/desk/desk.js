// The desk: starts the state, the connection, the bell and the view. No frame, no build step.

import { html, render } from "./vendor/htm-preact-3.1.1.js";
import { makeActions } from "./actions.js";
import { Bell } from "./bell.js";
import { remembered } from "./memory.js";
import { isKept } from "./drafts.js";
import { Notices } from "./notices.js";
import { begin, hasUnsent, makeStore, unread, unseen, unseenCalls, waiting } from "./state.js";
import { speak, t } from "./words.js";
import { Desk } from "./view.js";

const HERE_EVERY_MS = 60_000;
const WARN_BEFORE_MS = 120_000;
const LOOK_EVERY_MS = 10_000;

const start = JSON.parse(document.getElementById("start").textContent);
const root = document.getElementById("desk");
const bell = new Bell();
const notices = new Notices();
speak(start.texts);

const switches = Object.fromEntries(["sound", "notices", "duty"].map((name) => [name, remembered(name)]));
const store = makeStore(begin({ ...start, ...switches }));
const actions = makeActions(store, start.csrf);

function show(state) {
  const count = waiting(state).length;
  const told = unread(state).length;
  const asked = state.duty && !state.pausedUntil ? unseen(state).length : 0;
  const news = state.over ? 0 : asked + unseenCalls(state).length;
  document.title = `${told ? "● " : ""}${count ? `(${count}) ` : ""}${t(state.practice ? "practice.title" : "desk.title")} · Ajar`;
  bell.set(state.sound && news > 0);
  notices.set(state.notices && !state.over ? news + told : 0);
  render(html`<${Desk} state=${state} actions=${actions} />`, root);
}

let touchedAt = Date.now();
let saidHereAt = Date.now();

/** Somebody is at the keyboard: the queue has been looked at, and the login stays alive. */
function touched() {
  touchedAt = Date.now();
  if (document.visibilityState === "visible") actions.look();
  if (store.get().idle) store.change((state) => ({ ...state, idle: false }));
  if (touchedAt - saidHereAt > HERE_EVERY_MS) {
    saidHereAt = touchedAt;
    actions.here();
  }
}

for (const sign of ["pointerdown", "pointermove", "keydown"]) addEventListener(sign, touched, { passive: true });

setInterval(() => {
  const idle = Date.now() - touchedAt > start.idle_s * 1000 - WARN_BEFORE_MS;
  if (idle !== store.get().idle) store.change((state) => ({ ...state, idle }));
}, LOOK_EVERY_MS);

const isOnlyHere = (talk) => talk.unsaid !== "" || (hasUnsent(talk) && (talk.pending.length > 0 || !isKept(talk)));

addEventListener("beforeunload", (event) => {
  if (!store.get().over && Object.values(store.get().talks).some(isOnlyHere)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && actions.keepDrafts());

root.replaceChildren();
store.listen(show);
show(store.get());
actions.start();
