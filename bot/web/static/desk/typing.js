// That the other one types: shown while it lasts, told to a screen reader now and then, gone with the next line.

import { withTalk } from "./state.js";

const LASTS_MS = 6_000; // the page of the other one says it every three seconds
const TELL_EVERY_MS = 30_000; // a live region that says it at each pause of the fingers would drown the words

/** Return what takes in that somebody types in a talk. */
export function makeTyping({ change }) {
  const timers = new Map();
  const toldAt = new Map();

  return (id) => {
    clearTimeout(timers.get(id));
    timers.set(id, setTimeout(() => change((state) => withTalk(state, id, () => ({ typing: "" }))), LASTS_MS));
    const now = Date.now();
    const tell = now - (toldAt.get(id) ?? -TELL_EVERY_MS) >= TELL_EVERY_MS;
    if (tell) toldAt.set(id, now);
    change((state) => (state.talks[id]?.typing ? state : withTalk(state, id, () => ({ typing: tell ? "told" : "shown" }))));
  };
}
