// What a counsellor does, and what happens by itself: turns clicks and frames into requests and new states.

import { makeDrafts } from "./drafts.js";
import { ticksOf } from "./guides.js";
import { Link } from "./link.js";
import { remember } from "./memory.js";
import { mayNotify } from "./notices.js";
import { makeTyping } from "./typing.js";
import { makePassing } from "./passing.js";
import { makeReferring } from "./referral.js";
import { makeTaking, NEXT } from "./taking.js";
import { speak, t } from "./words.js";
import {
  focusOn, holds, isNote, isOpen, leftAlone, mine, settledUpTo, unseen, unseenCalls, waiting, withGiven, withGone, withNotice, withOpening, withoutTalk, withQueue, withShown,
  withTalk, withView,
} from "./state.js";

const TRY_AGAIN_MS = 3_000;
const FINAL = new Set([400, 404, 413, 415]); // asking again would not help

/** A name for a line that nobody else gives: the server sends the same name once. */
function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function makeActions(store, csrf) {
  const { get, change } = store;
  const sending = new Set();
  const opening = new Set();
  const claiming = new Set();
  const path = (id, what) => `/desk/cases/${id}/${what}`;
  const notice = (text, tone) => change((state) => withNotice(state, text, tone));
  const inView = (id) => get().shown === id && document.visibilityState === "visible";
  const said = (answer) => answer.body.message ?? t("desk.failed");

  const link = new Link({
    session: ({ me }) => me === get().me || location.reload(),
    query: () => `?duty=${get().duty ? "on" : "off"}`,
    frame: onFrame,
    up() {
      if (get().link === "lost") notice(t("desk.found"));
      change((state) => ({ ...state, link: "up" }));
      for (const talk of Object.values(get().talks)) {
        if (talk.phase === "open") follow(talk);
        pump(talk.id);
        drafts.touch(talk.id);
      }
    },
    lost: () => change((state) => ({ ...state, link: "lost" })),
    over: () => change((state) => ({ ...state, over: true, dialog: null })),
  }, csrf, get().at);

  const onTyping = makeTyping({ change });
  const drafts = makeDrafts({ store, link, path, page: newClientId() });

  function follow(talk) {
    link.send({ kind: "follow", id: talk.id, after: settledUpTo(talk) });
  }

  function onFrame(frame) {
    if (frame.kind === "queue") onQueue(frame);
    if (frame.kind === "talk") onTalk(frame.talk);
    if (frame.kind === "typing") onTyping(frame.id);
    if (frame.kind === "gone") {
      change((state) => withGone(state, frame.id, frame.parted));
      pump(frame.id);
    }
  }

  function onQueue(frame) {
    const before = get().queue === null ? null : waiting(get()).length;
    const own = new Set(mine(get()).map((row) => row.id));
    const paused = get().pausedUntil !== null;
    const offered = get().offers;
    change((state) => withQueue(state, frame));
    if (paused && !get().pausedUntil) notice(t("pause.over"));
    const now = waiting(get()).length;
    const given = before === null ? [] : mine(get()).map((row) => row.id).filter((id) => !own.has(id) && !isAsked(id));
    change((state) => withGiven(state, given));
    const isPassed = given.some((id) => offered.some((one) => one.id === id));
    const fresh = get().offers.find((one) => !offered.some(({ id }) => id === one.id));
    if (fresh) notice(t("offers.by", { by: fresh.by }));
    else if (given.length > 0) notice(t(isPassed ? "offers.yours" : "queue.given"));
    else if (offered.some((one) => !get().offers.some(({ id }) => id === one.id))) notice(t("offers.over"));
    else if (before !== null && now > before && !get().pausedUntil) notice(t("queue.joined", { count: now }));
    for (const row of mine(get())) open(row);
  }

  /** Tell whether a talk comes to us because we asked for it, and not because a coordinator gave it. */
  const isAsked = (id) => claiming.has(id) || claiming.has(NEXT) || holds(get(), id);

  function onTalk(shown) {
    const closedElsewhere = shown.state === "closed" && shown.ending === "counsellor";
    if (closedElsewhere) drop(shown.id);
    else change((state) => withShown(state, shown, { inView: inView(shown.id) }));
    if (shown.state === "claimed") drafts.take(shown.id, shown.draft);
  }

  /** Fetch a talk of ours that the page does not hold yet, then follow it. */
  async function open(row) {
    const held = get().talks[row.id];
    if ((held && !["opening", "returned"].includes(held.phase)) || opening.has(row.id)) return;
    opening.add(row.id);
    change((state) => withOpening(state, row));
    const answer = await link.get(path(row.id, "lines?after=0"));
    opening.delete(row.id);
    if (answer.ok) {
      onTalk(answer.body);
      const talk = get().talks[row.id];
      if (talk) follow(talk);
    } else if (answer.status === 404) drop(row.id);
    else setTimeout(() => get().talks[row.id]?.phase === "opening" && open(row), TRY_AGAIN_MS);
  }

  function drop(id) {
    link.send({ kind: "unfollow", id });
    change((state) => withoutTalk(state, id));
  }

  /** Send what waits in one talk, in order, one at a time, until it is accepted or certainly refused. */
  async function pump(id) {
    if (sending.has(id)) return;
    sending.add(id);
    let again = false;
    for (let next = first(id); next && !again; next = first(id)) {
      const { kind, text, client_id } = next;
      const left = isOpen(get().talks[id]) ? drafts.without(id, next) : null;
      const answer = await link.post(path(id, kind), { [kind === "note" ? "note" : "text"]: text, client_id, left });
      if (answer.ok) accept(id, answer.body, left);
      else if (FINAL.has(answer.status)) refuse(id, next, said(answer));
      else again = true;
    }
    sending.delete(id);
    if (again && !get().over) setTimeout(() => pump(id), TRY_AGAIN_MS);
  }

  function typed(id, what) {
    // Whoever types has seen what another page wrote, and goes on with this.
    change((state) => withTalk(state, id, () => ({ ...what, held: false })));
    drafts.touch(id);
  }

  /** Take what stands in a field, and let it leave for where it belongs. */
  function submit(id, kind, field) {
    const talk = get().talks[id];
    const text = talk[field].replaceAll("\0", "").trim();
    if (!text || !isOpen(talk)) return;
    const one = { kind, client_id: newClientId(), text, fault: "" };
    change((state) => withTalk(state, id, ({ pending }) => ({ [field]: "", pending: [...pending, one] })));
    pump(id);
  }

  const first = (id) => get().talks[id]?.pending.find((one) => !one.fault);

  function accept(id, line, left) {
    const { phase } = get().talks[id] ?? {};
    if (phase === "returned") notice(t("talk.was_sent"));
    else if (isNote(line)) notice(t("notes.kept"));
    if (phase && phase !== "left") {
      change((state) => withTalk(state, id, (talk) => ({
        pending: talk.pending.filter((one) => one.client_id !== line.client_id),
        lines: talk.lines.some((one) => one.number === line.number) ? talk.lines
          : [...talk.lines, line].sort((a, b) => a.number - b.number),
      })));
      drafts.left(id, left);
    }
  }

  function refuse(id, one, fault) {
    change((state) => withTalk(state, id, (talk) => ({
      pending: talk.pending.map((other) => (other === one ? { ...one, fault } : other)),
    })));
    notice(fault, "bad");
  }

  return {
    ...makeTaking({ get, change, link, notice, said, claiming, open }),
    ...makePassing({ get, change, link, notice, said, path }),
    ...makeReferring({ get, change, link, notice, said, path, newClientId, withTalk, touch: drafts.touch }),
    ...(get().practice ? { makeLink: () => notice(t("practice.no_guest")) } : {}), // they would come from outside
    start: () => link.start(),
    here: () => link.send({ kind: "here" }),
    note: notice,

    show(id) {
      change((state) => withView(state, id));
    },

    backToQueue() {
      change((state) => focusOn({ ...state, view: "queue" }, "queue"));
    },

    look() {
      const fresh = [...unseen(get()).map((row) => row.id), ...unseenCalls(get())];
      if (fresh.length > 0) change((state) => ({ ...state, seen: new Set([...state.seen, ...fresh]) }));
    },

    write: (id, draft) => typed(id, { draft }),
    writeNote: (id, note) => typed(id, { note }),
    keepDrafts: () => drafts.flush(),
    takeOver: (id) => drafts.takeOver(id),

    say: (id) => submit(id, "say", "draft"),
    keepNote: (id) => submit(id, "note", "note"),

    takeBack(id, one) {
      const field = one.kind === "note" ? "note" : "draft";
      change((state) => focusOn(withTalk(state, id, (talk) => ({
        [field]: [one.text, talk[field]].filter(Boolean).join("\n"),
        pending: talk.pending.filter((other) => other !== one),
      })), field === "note" ? "note" : "composer"));
    },

    /** Go to the notes of the talk in view, or from there back to the answer. */
    toNotes: (on = true) => change((state) => focusOn({ ...state, view: "talk" }, on ? "note" : "composer")),

    /** Go to what is about partners in the talk that is shown. */
    toPartner: () => change((state) => focusOn({ ...state, view: "talk" }, "partner")),

    ask: (kind, id) => change((state) => ({ ...state, dialog: { kind, id, told: state.talks[id]?.told ?? 0 } })),

    /** Open the list of ready-made words for a talk, as the conversation that is served now has them. */
    async askWords(id) {
      change((state) => ({ ...state, dialog: { kind: "words", id, words: null } }));
      const answer = await link.get(path(id, "words"));
      const { dialog } = get();
      if (dialog?.kind !== "words" || dialog.id !== id) return;
      if (answer.ok) change((state) => ({ ...state, dialog: { ...dialog, words: answer.body.words } }));
      else {
        change((state) => focusOn({ ...state, dialog: null }, "composer"));
        notice(said(answer), "bad");
      }
    },

    /** Put ready-made words into the text box, below what stands there. */
    takeWords(id, text) {
      change((state) => focusOn(withTalk({ ...state, dialog: null }, id, ({ draft }) => ({
        draft: [draft.trimEnd(), text].filter(Boolean).join("\n"), held: false,
      })), "composer"));
      drafts.touch(id);
    },

    /** Open the steps beside the talk, as the conversation that is served now has them, or close them. */
    async toggleGuides() {
      if (get().guides) return this.closeGuides();
      change((state) => ({ ...state, guides: { list: null, chosen: null }, ticks: ticksOf(state.ticks, state.talks) }));
      const answer = await link.get("/desk/guides");
      if (!get().guides) return undefined;
      if (answer.ok) return change((state) => ({ ...state, guides: { ...state.guides, list: answer.body.guides } }));
      change((state) => ({ ...state, guides: null }));
      return notice(said(answer), "bad");
    },

    closeGuides: () => change((state) => ({ ...state, guides: null })),

    chooseGuide: (chosen) => change((state) => ({ ...state, guides: { ...state.guides, chosen } })),

    tick: (one) => change((state) => {
      const ticks = new Set(state.ticks);
      if (!ticks.delete(one)) ticks.add(one);
      return { ...state, ticks };
    }),

    /** Close the list of what can be done, and do one of it; the focus goes back to where it was. */
    then(run) {
      change((state) => ({ ...state, dialog: null }));
      run?.();
    },

    cancel: () => change((state) => focusOn({ ...state, dialog: null }, "composer")),

    async giveBack(id) {
      await finish(id, "give-back", {});
    },

    async close(id, outcomes, pause, group) {
      await finish(id, "close", { outcomes, pause, group });
    },

    /** Make a link by which somebody plays a help-seeker. */
    async makePlayLink() {
      const answer = await link.post("/desk/link");
      if (!answer.ok) return notice(said(answer), "bad");
      change((state) => focusOn({ ...state, playLink: new URL(answer.body.path, location.origin).href }, "play"));
      return notice(t("practice.made", { count: answer.body.minutes }));
    },

    /** End the pause after a talk before its time. */
    async endPause() {
      if (!get().pausedUntil) return;
      const answer = await link.post("/desk/resume");
      if (!answer.ok) notice(said(answer), "bad");
    },

    /** Propose to block whoever writes here; somebody who coordinates decides, and the talk goes on. */
    async proposeBlock(id, reason) {
      const answer = await link.post(path(id, "block"), { reason });
      change((state) => focusOn({ ...state, dialog: null }, "composer"));
      if (answer.ok) notice(t(answer.body.new ? "block.was_proposed" : "block.was_before"));
      else notice(said(answer), "bad");
    },

    remove(id) {
      drop(id);
      change((state) => focusOn(state, "queue"));
    },

    /** Take talks, or no more; whoever leaves people waiting with nobody there decides first what they hear. */
    setDuty(on) {
      if (!on && leavesAlone()) return change((state) => ({ ...state, dialog: { kind: "last", then: "stay" } }));
      return goOnDuty(on);
    },

    /** Go as the last one: tell those who wait, or leave them their place without a word. */
    async goAsLast(tell, then) {
      if (tell) {
        const answer = await link.post("/desk/nobody");
        if (!answer.ok) return notice(said(answer), "bad");
      }
      change((state) => ({ ...state, dialog: null }));
      goOnDuty(false);
      return then === "log_out" ? leave() : undefined;
    },

    setSound(on) {
      remember("sound", on);
      change((state) => ({ ...state, sound: on }));
    },

    async setNotices(wanted) {
      const on = wanted && (await mayNotify());
      if (wanted && !on) notice(t("desk.notices_refused"), "bad");
      remember("notices", on);
      change((state) => ({ ...state, notices: on }));
    },

    async setLanguage(language) {
      const answer = await link.post("/desk/language", { language });
      if (!answer.ok) return notice(said(answer), "bad");
      speak(answer.body.texts);
      document.documentElement.lang = language;
      change((state) => ({ ...state, language, notice: null }));
    },

    /** Log in again; returns the sentence that says why not, or nothing. */
    async logInAgain(password, code) {
      const answer = await link.logIn({ login: get().me, password, code, language: get().language });
      if (!answer.ok) return said(answer);
      change((state) => ({ ...state, over: false, idle: false }));
      link.start();
      return "";
    },

    logOut() {
      if (leavesAlone()) return change((state) => ({ ...state, dialog: { kind: "last", then: "log_out" } }));
      return leave();
    },
  };

  /** Tell whether people wait and nobody else takes talks. */
  function leavesAlone() {
    return leftAlone(get()) > 0;
  }

  function goOnDuty(on) {
    remember("duty", on);
    change((state) => ({ ...state, duty: on }));
    link.send({ kind: "duty", on });
  }

  async function leave() {
    const answer = await link.post("/desk/logout");
    if (answer.ok || answer.status === 401) location.replace("/desk/login");
    else notice(said(answer), "bad");
  }

  async function finish(id, what, body) {
    const answer = await link.post(path(id, what), { ...body, seen: get().talks[id]?.told ?? 0 });
    if (!answer.ok && answer.status !== 404) {
      if (get().dialog?.id !== id) return notice(said(answer), "bad");
      return change((state) => ({ ...state, dialog: { ...state.dialog, fault: said(answer) } }));
    }
    if (answer.status === 404 && isOpen(get().talks[id] ?? {})) {
      // Not ours any more: what was typed stays to be copied.
      change((state) => focusOn(withGone({ ...state, dialog: null }, id), "composer"));
      return notice(said(answer), "bad");
    }
    drop(id);
    // The row goes at once, so that the focus does not land on what is about to vanish; the server's next word counts.
    const queue = (rows) => (rows ?? []).filter((row) => row.id !== id);
    change((state) => focusOn({ ...state, dialog: null, queue: queue(state.queue) }, "queue"));
    if (answer.status === 404) notice(said(answer), "bad");
  }
}
