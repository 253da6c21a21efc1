// What the desk knows, and how it changes: pure functions from one state to the next.

export const LONGEST = 4000;
export const LONGEST_REFERRAL = 1000;
const SETTLED = new Set(["sent", "failed"]);

/** Return the state of a desk that was just opened. */
export function begin({ me, language, outcomes, reasons, pages, at, sound, notices, duty }) {
  return {
    me, language, outcomes, reasons, pages, sound, notices, duty,
    at, // where this desk is: /desk, or /practice
    practice: at !== "/desk",
    playLink: "", // by which somebody plays a help-seeker
    link: "opening", // opening | up | lost
    over: false, // the login has ended
    idle: false,
    counsellors: null,
    seats: 1, // how many talks at once
    calls: [], // ids of agreed ones for which somebody is needed now
    seatsOpen: 0, // of everybody who takes talks
    able: {}, // what this counsellor can do, by need
    pausedUntil: null, // while the pause after a talk lasts
    queue: null,
    seen: new Set(), // cases in the queue that somebody looked at
    given: new Set(), // talks of ours that somebody gave us
    offers: [], // talks of colleagues that are offered to us
    passing: [], // talks of ours that are offered to colleagues
    talks: {},
    shown: null, // the id of the talk in view
    view: "queue", // on a phone: queue | talk
    notice: null,
    dialog: null,
    guides: null, // the steps beside a talk, while they are open: {list, chosen}; list is null while it is fetched
    ticks: new Set(), // steps that were done, for this page alone
    focus: { on: "", turn: 0 },
  };
}

/** Tell whether a talk is one that we took or were given. */
export const holds = (state, id) => isOpen(state.talks[id] ?? {});
/** The queue as this desk knows it: a talk that we hold waits no more, also when the queue that says so is still on its way. */
const rows = (state) => (state.queue ?? []).map((row) =>
  row.state === "waiting" && holds(state, row.id) ? { ...row, state: "claimed", mine: true } : row);
export const waiting = (state) => rows(state).filter((row) => row.state === "waiting");
export const mine = (state) => rows(state).filter((row) => row.mine);
export const ofOthers = (state) => rows(state).filter((row) => row.state === "claimed" && !row.mine);
export const unseen = (state) => [
  ...rows(state).filter((row) => row.state === "waiting" || state.given.has(row.id)),
  ...state.offers.filter((one) => one.state === "offered").map((one) => ({ id: seenAs(one) })),
].filter((row) => !state.seen.has(row.id));
/** Agreed calls for which somebody is needed, and at which nobody has looked yet: a promise, so on duty or not. */
export const unseenCalls = (state) => state.calls.map(calledAs).filter((id) => !state.seen.has(id));
const calledAs = (id) => `call-${id}`;
const seenAs = (offer) => `offer-${offer.id}`;
export const passingOf = (state, id) => state.passing.find((one) => one.id === id);
export const unread = (state) => Object.values(state.talks).filter((talk) => talk.unread > 0);
/** Tell whether this desk is the only one that takes talks: in a pause it is none of those. */
export const isLast = (state) => state.duty && state.counsellors === (state.pausedUntil ? 0 : 1);
/** How many would wait with nobody there if this counsellor took a pause now. */
export const leftAlone = (state) => (isLast(state) ? waiting(state).length : 0);
export const isOpen = (talk) => talk.phase === "open" || talk.phase === "opening";
/** What was typed and is with nobody yet: what waits to be sent, what was refused, and what stands in the fields. */
export function unsentIn({ pending, draft, note, referral, partner }) {
  const all = (kind, last) => [...pending.filter((one) => one.kind === kind).map((one) => one.text), last]
    .filter((text) => text !== "").join("\n");
  return { words: all("say", draft), note: all("note", note), referral, partner };
}

export const hasUnsent = (talk) => talk.draft.trim() !== "" || talk.note.trim() !== "" || talk.referral.trim() !== "" || talk.pending.length > 0;
export const isNote = (line) => line.author === "note";

/** The number up to which no line can change any more: from there on the server has to tell. */
export function settledUpTo(talk) {
  let last = 0;
  for (const line of talk.lines) {
    if (!SETTLED.has(line.state)) break;
    last = line.number;
  }
  return last;
}

/** The fields of a talk when nobody has typed: what stands in them, what the server has of it, by which number. */
const nothing = {
  draft: "", note: "", referral: "", partner: "", pending: [], kept: { words: "", note: "", referral: "", partner: "" },
  number: 0, seen: 0, rival: null, held: false,
};

/** Return a talk of which nothing is known yet but its row. */
const blank = ({ id, channel, language, urgency }, phase) =>
  ({ id, channel, language, urgency, phase, lines: [], told: 0, referrals: [], asked: 0, guest: null, link: "", card: {}, unread: 0, unsaid: "", typing: "", ...nothing });

/** Ask the page to put the focus somewhere. */
export const focusOn = (state, on) => ({ ...state, focus: { on, turn: state.focus.turn + 1 } });

export const withNotice = (state, text, tone = "plain") => ({ ...state, notice: { text, tone } });

export function withTalk(state, id, change) {
  const talk = state.talks[id];
  return talk ? { ...state, talks: { ...state.talks, [id]: { ...talk, ...change(talk) } } } : state;
}

export function withoutTalk(state, id) {
  const { [id]: _, ...talks } = state.talks;
  const shown = state.shown === id ? null : state.shown;
  return { ...state, talks, shown, view: shown ? state.view : "queue" };
}

/** Begin a talk whose lines are still to be fetched; who has it once more finds what they had not sent. */
export function withOpening(state, row) {
  const held = state.talks[row.id];
  if (held && held.phase !== "returned") return state;
  return { ...state, talks: { ...state.talks, [row.id]: { ...blank(row, "opening"), draft: held ? unsaidIn(held) : "" } } };
}

export function withQueue(state, frame) {
  const rows = frame.cases;
  const ids = new Set(rows.map((row) => row.id));
  const talks = { ...state.talks };
  for (const row of rows) {
    const talk = talks[row.id];
    if (!talk) continue;
    const phase = talk.phase === "left" && !row.mine ? "returned" : talk.phase;
    talks[row.id] = { ...talk, urgency: row.urgency, phase };
  }
  withEnded(talks, frame.ended);
  withoutWordsOf(talks, ids);
  const there = new Set([...ids, ...frame.offers.map(seenAs), ...frame.calls.map(calledAs)]);
  const seen = new Set([...state.seen].filter((id) => there.has(id)));
  const shown = talks[state.shown] ? state.shown : null;
  const { on_duty: duty, counsellors, seats, seats_open: seatsOpen, able, offers, passing, paused_until: pausedUntil, calls } = frame;
  const told = { duty, counsellors, seats, seatsOpen, able, offers, passing, pausedUntil, calls };
  return { ...state, ...told, queue: rows, talks, seen, shown, view: shown ? state.view : "queue" };
}

/** Note the talks of ours that we did not take ourselves: the page rings for them until somebody looks. */
export function withGiven(state, ids) {
  const kept = [...state.given].filter((id) => mine(state).some((row) => row.id === id));
  return { ...state, given: new Set([...kept, ...ids]), seen: new Set([...state.seen].filter((id) => !ids.includes(id))) };
}

/** Forget what was typed into a talk that went back, once it is over: whoever it was about may have wiped everything. */
function withoutWordsOf(talks, ids) {
  for (const [id, talk] of Object.entries(talks)) {
    if (talk.phase === "returned" && !ids.has(id)) talks[id] = { ...talk, ...nothing, unsaid: "" };
  }
}

/** Keep the talks that wait for what came of them, also after a reload, and put away those that wait no more. */
function withEnded(talks, ended) {
  const asked = new Map(ended.map(({ id, ending }) => [id, ending === "left" ? "left" : "ended"]));
  for (const [id, talk] of Object.entries(talks)) {
    if (["left", "ended"].includes(talk.phase) && !asked.has(id)) delete talks[id];
  }
  for (const [id, phase] of asked) {
    talks[id] ??= blank({ id, channel: "", language: "", urgency: "normal" }, phase);
  }
}

/** Put new lines among the old ones by number: a line that comes twice stands once, with its newest fate. */
function merged(lines, news) {
  const byNumber = new Map(lines.map((line) => [line.number, line]));
  for (const line of news) byNumber.set(line.number, line);
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function phaseOf(shown, before) {
  if (shown.state === "claimed") return "open";
  if (shown.state !== "closed") return before;
  return shown.ending === "left" ? "left" : "ended";
}

/** What is no longer ours to read. */
const cleared = { lines: [], told: 0, referrals: [], asked: 0, guest: null, link: "", card: {}, unread: 0, unsaid: "", ...nothing };

/** Put texts below each other, without empty ones. */
export const joined = (...texts) => texts.filter((text) => text.trim()).join("\n");

/**
 * Keep only on this page, to be copied, what was typed into a talk in which nothing can be said any more. What is under
 * way stays so until the server has told its fate.
 */
const setAside = ({ unsaid, draft, note, referral, pending }) =>
  ({ ...nothing, pending, unsaid: joined(unsaid, draft, note, referral) });

/** What was certainly not sent of a talk that is over for us. */
export const unsaidIn = ({ unsaid, pending }) => joined(unsaid, ...pending.filter((one) => one.fault).map((one) => one.text));

const inFields = (talk, phase) => (phase === "ended" ? setAside(talk) : { pending: talk.pending });

/** Take in what the server says of a talk. */
export function withShown(state, shown, { inView }) {
  const before = state.talks[shown.id];
  if (!before) return state;
  const phase = phaseOf(shown, before.phase);
  if (phase === "left") return withTalk(state, shown.id, () => ({ ...cleared, phase, outcomes: agreedIn(shown.referrals) }));
  const arrived = new Set(shown.lines.map((line) => line.client_id).filter(Boolean));
  const known = new Set(before.lines.map((line) => line.number));
  const fresh = shown.lines.filter((line) => line.author !== "counsellor" && !isNote(line) && !known.has(line.number));
  return withTalk(state, shown.id, (talk) => ({
    phase,
    typing: fresh.length > 0 || phase !== "open" ? "" : talk.typing,
    card: phase === "ended" ? {} : (shown.card ?? talk.card),
    lines: merged(talk.lines, shown.lines),
    told: Math.max(talk.told, ...shown.lines.map((line) => line.number)), // up to there nothing is missing
    referrals: shown.referrals,
    guest: shown.guest,
    asked: shown.asked,
    link: shown.guest && !shown.guest.here ? talk.link : "",
    outcomes: agreedIn(shown.referrals),
    ...inFields({ ...talk, pending: talk.pending.filter((one) => !arrived.has(one.client_id)) }, phase),
    unread: inView ? 0 : talk.unread + (before.phase === "opening" ? 0 : fresh.length),
  }));
}

/** What a talk counts as by the hand-overs that were agreed to: a count that names nobody. */
const agreedIn = (referrals) => [...new Set(referrals.filter((one) => one.consent === "agreed" && !one.person).map((one) => one.outcome))];

/** A talk that is ours no longer: back in the queue, wiped, or the other one goes on with somebody else. */
export function withGone(state, id, parted = false) {
  const row = (state.queue ?? []).find((one) => one.id === id);
  const back = row && !row.mine ? "returned" : "left";
  const gone = parted ? "parted" : back;
  return withTalk(state, id, (talk) => {
    const phase = talk.phase === "ended" ? talk.phase : gone;
    return { ...cleared, ...(phase === "returned" ? setAside(talk) : {}), phase };
  });
}

/** Bring a talk into view. */
export function withView(state, id) {
  const next = withTalk({ ...state, shown: id, view: "talk", notice: null }, id, () => ({ unread: 0 }));
  return focusOn(next, "composer");
}

/** Keep the state in one place and tell who listens. */
export function makeStore(first) {
  let state = first;
  const listeners = new Set();
  return {
    get: () => state,
    listen: (listener) => listeners.add(listener),
    change(step) {
      const next = step(state);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
  };
}
