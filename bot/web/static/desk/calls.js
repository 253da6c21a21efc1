// The pages of agreed calls: says that the list changed, and takes a sheet off the screen that may not stay there.

import { Link } from "./link.js";

const HERE_EVERY_MS = 60_000;

const { sheet, seen, me, csrf } = document.getElementById("live").dataset;
const show = (id, isShown) => { document.getElementById(id).hidden = !isShown; };

let isLeaving = false; // by a button of this page, whose answer says how it went
addEventListener("submit", () => { isLeaving = true; });

/** Leave what is on the screen: at once, and not only when the next page has come. */
function leave(why) {
  if (isLeaving) return;
  if (sheet) document.querySelector("main").replaceChildren();
  location.replace(`/calls${why}`);
}

const link = new Link({
  session: (session) => session.me === me || leave(""),
  query: () => (sheet ? `?sheet=${sheet}` : `?seen=${seen}`),
  frame({ kind }) {
    if (kind === "shut") leave("?done=gone");
    if (kind === "changed") show("changed", true);
  },
  up: () => show("lost", false),
  lost: () => show("lost", true),
  over: () => leave(""),
}, csrf, "/calls");

let saidHereAt = Date.now();

/** Somebody is at the keyboard: the login stays alive. */
function touched() {
  if (Date.now() - saidHereAt < HERE_EVERY_MS) return;
  saidHereAt = Date.now();
  link.send({ kind: "here" });
}

for (const sign of ["pointerdown", "pointermove", "keydown"]) addEventListener(sign, touched, { passive: true });
link.start();
