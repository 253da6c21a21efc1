// What an editor does, and what happens by itself: turns clicks and frames into wishes and new states.

import { Link } from "/desk/static/link.js";
import { speak, t } from "/desk/static/words.js";
import {
  withBroken, withDoing, withFinding, withFlow, withPlayed, withServed, withStepBack, withWait, withWanted,
} from "./state.js";

const FRAMES = { served: withServed, played: withPlayed, broken: withBroken };

export function makeActions(store, csrf) {
  const { get, change } = store;
  const said = (answer) => answer.body.message ?? t("desk.failed");
  const notice = (text) => change((state) => ({ ...state, notice: text }));

  const link = new Link({
    session: ({ me }) => me === get().me || location.reload(),
    query: () => "",
    frame: (frame) => frame.kind in FRAMES && change((state) => FRAMES[frame.kind](state, frame)),
    up() {
      change((state) => ({ ...state, link: "up" }));
      play();
    },
    lost: () => change((state) => ({ ...state, link: "lost" })),
    over: () => change((state) => ({ ...state, over: true })),
  }, csrf, "/preview");

  function play() {
    link.send({ kind: "play", ...get().wanted });
  }

  /** Change what is played, and have it played. */
  function wish(step) {
    change(step);
    play();
  }

  return {
    start: () => link.start(),
    here: () => link.send({ kind: "here" }),

    choose: (channel, option) => wish((state) => withDoing(state, { channel, option })),
    type: (channel, text) => wish((state) => withDoing(state, { channel, text })),
    wait: (minutes) => wish((state) => withWait(state, minutes)),
    stepBack: () => wish(withStepBack),
    startOver: () => wish((state) => withWanted(state, { doings: [] })),
    startAt: (node) => wish((state) => withWanted(state, { node, doings: [] })),
    talkIn: (language) => wish((state) => withWanted(state, { language })),
    staff: (staffed) => wish((state) => withWanted(state, { staffed })),

    /** Lead from the banner to what is wrong. */
    showFault() {
      const fault = get().served.findings.find((one) => !one.warning);
      change((state) => ({ ...withFinding(state, fault), view: "findings" }));
      document.querySelector('.finding[aria-expanded="true"]')?.focus();
    },

    look: (view) => change((state) => ({ ...state, view })),
    draw: (flow) => change((state) => withFlow(state, flow)),
    light: (finding) => change((state) => withFinding(state, finding)),

    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        notice(t("preview.copied", { text }));
      } catch {
        notice(t("preview.copy_yourself"));
      }
    },

    async setLanguage(language) {
      const answer = await link.post("/preview/language", { language });
      if (!answer.ok) return notice(said(answer));
      speak(answer.body.texts);
      document.documentElement.lang = language;
      change((state) => ({ ...state, language, notice: null }));
    },

    /** Log in again; returns the sentence that says why not, or nothing. */
    async logInAgain(password, code) {
      const answer = await link.logIn({ login: get().me, password, code, language: get().language });
      if (!answer.ok) return said(answer);
      change((state) => ({ ...state, over: false }));
      link.start();
      return "";
    },

    async logOut() {
      const answer = await link.post("/desk/logout");
      if (answer.ok || answer.status === 401) location.replace("/desk/login");
      else notice(said(answer));
    },
  };
}
