// What was typed and not sent: kept by the server, so that it survives this page. Newer is what knew of the other.

import { isOpen, joined, unsentIn, withTalk } from "./state.js";

const AFTER_MS = 1_000; // of typing
const TRY_AGAIN_MS = 3_000;
export const LONGEST_DRAFT = 5000;
const REFUSED = new Set([400, 404, 413, 415]); // asking again would not help

const same = (one, other) => ["words", "note", "referral", "partner"].every((field) => one[field] === other[field]);
const length = ({ words, note, referral }) => [...words].length + [...note].length + [...referral].length;
const isEmpty = ({ words, note, referral }) => !words.trim() && !note.trim() && !referral.trim();

/** Tell whether the server has all that stands unsent in a talk. */
export const isKept = (talk) => same(unsentIn(talk), talk.kept);

/**
 * Keep the drafts of this page.
 *
 * Each draft has a number that is higher than all that this page has seen, and the name of the page. The server takes it
 * if this page had seen what it replaces; so what a page without a network knew nothing of is never overwritten.
 */
export function makeDrafts({ store, link, path, page }) {
  const { get, change } = store;
  const timers = new Map();
  const saving = new Set();
  const set = (id, values) => change((state) => withTalk(state, id, () => values));

  /** Name a draft with the next number; nothing for one that is too long to be kept. */
  function numbered(id, text) {
    const { number, seen } = get().talks[id];
    if (length(text) > LONGEST_DRAFT) return null;
    set(id, { number: number + 1 });
    return { ...text, page, number: number + 1, seen };
  }

  /** Keep what stands there soon; typing on does not put it off. */
  function touch(id) {
    if (!timers.has(id)) timers.set(id, setTimeout(() => save(id), AFTER_MS));
  }

  async function save(id) {
    clearTimeout(timers.get(id));
    timers.delete(id);
    const talk = get().talks[id];
    if (!talk || talk.phase !== "open" || talk.held || get().link !== "up" || isKept(talk)) return;
    if (saving.has(id)) return touch(id);
    const text = unsentIn(talk);
    const draft = numbered(id, text);
    if (!draft) return;
    saving.add(id);
    const answer = await link.post(path(id, "draft"), draft);
    saving.delete(id);
    if (answer.ok) settle(id, answer.body, { draft, text });
    else if (!REFUSED.has(answer.status)) setTimeout(() => touch(id), TRY_AGAIN_MS);
  }

  function settle(id, kept, { draft, text }) {
    if (kept.page !== page || kept.number !== draft.number) take(id, kept);
    else set(id, { kept: text });
    if (get().talks[id] && !isKept(get().talks[id])) touch(id);
  }

  /** Take in what the server keeps: of another page, or of this one before it was loaded again. */
  function take(id, kept) {
    const talk = get().talks[id];
    if (!talk || !kept || kept.page === page || kept.number <= talk.seen) return;
    const text = { words: kept.words, note: kept.note, referral: kept.referral, partner: kept.partner };
    const hasOwn = talk.pending.length > 0 || !(isKept(talk) || isEmpty(unsentIn(talk)));
    const isRival = hasOwn && !isEmpty(text) && !same(text, unsentIn(talk));
    set(id, { seen: kept.number, number: Math.max(talk.number, kept.number), kept: text, rival: isRival ? text : null, held: isRival });
    if (!hasOwn) set(id, { draft: text.words, note: text.note, referral: text.referral, partner: text.partner });
    touch(id);
  }

  return {
    touch, take, takeOver,


    /** Keep everything at once: the page may be about to go. */
    flush: () => Object.values(get().talks).forEach((talk) => isOpen(talk) && save(talk.id)),

    /** Return what is left in the fields once `sent` has left them. */
    without(id, sent) {
      const talk = get().talks[id];
      if (talk.held) return null;
      return numbered(id, unsentIn({ ...talk, pending: talk.pending.filter((one) => one !== sent) }));
    },

    /** What left the fields was taken with what is left; an empty rest is certain, another is kept again. */
    left(id, left) {
      const talk = get().talks[id];
      if (!talk) return;
      if (left && isEmpty(left)) set(id, { kept: { words: "", note: "", referral: "", partner: left.partner } });
      if (talk.rival && isEmpty(unsentIn(talk))) takeOver(id);
      touch(id);
    },
  };

  /** Put what another page wrote into the fields, below what stands there. */
  function takeOver(id) {
    change((state) => withTalk(state, id, ({ draft, note, referral, partner, rival }) => ({
      draft: joined(draft, rival.words), note: joined(note, rival.note), rival: null, held: false,
      referral: joined(referral, rival.referral), partner: partner || rival.partner,
    })));
    touch(id);
  }
}
