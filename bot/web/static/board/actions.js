// What a coordinator does, and what happens by itself.

import { Link } from "/desk/static/link.js";
import { known, speak, t } from "/desk/static/words.js";

export function makeActions(store, csrf) {
  const { get, change } = store;
  const notice = (text) => change((state) => ({ ...state, notice: text }));
  const said = (answer) => answer.body.message ?? t("desk.failed");

  const link = new Link({
    session: ({ me }) => me === get().me || location.reload(),
    query: () => "",
    frame({ kind, cases, at_desk: atDesk, paused, calls, now }) {
      if (kind === "board") change((state) => ({ ...state, cases, atDesk, paused, calls, now }));
    },
    up: () => change((state) => ({ ...state, link: "up" })),
    lost: () => change((state) => ({ ...state, link: "lost" })),
    over: () => change((state) => ({ ...state, over: true, asking: null })),
  }, csrf, "/board");

  async function act(row, what, body, done) {
    const answer = await link.post(`/board/cases/${row.id}/${what}`, body);
    notice(answer.ok ? done : said(answer));
  }

  return {
    start: () => link.start(),
    here: () => link.send({ kind: "here" }),

    ask: (row) => change((state) => ({ ...state, asking: row })),

    async putBack(row) {
      change((state) => ({ ...state, asking: null }));
      await act(row, "put-back", { has: row.by }, t("board.was_put_back", { name: row.by }));
    },

    assign: (row, to) => act(row, "assign", { has: row.by, to }, t("board.was_assigned", { name: to })),

    place: (row, region) => act(row, "region", { region, had: row.region },
      t("board.was_placed", { place: region ? known(`region.${region}`, region) : t("board.anywhere") })),

    async setLanguage(language) {
      const answer = await link.post("/board/language", { language });
      if (!answer.ok) return notice(said(answer));
      speak(answer.body.texts);
      document.documentElement.lang = language;
      change((state) => ({ ...state, language, notice: "" }));
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
