// How a talk goes to a colleague: offered, accepted, agreed to by the other one. Actions; the views are in transfer.js.

import { t } from "./words.js";
import { focusOn } from "./state.js";

/** Return what the two counsellors of a transfer do. */
export function makePassing({ get, change, link, notice, said, path }) {
  async function act(id, what, body = {}) {
    const answer = await link.post(path(id, what), body);
    if (!answer.ok) notice(answer.status === 404 ? t("offers.over") : said(answer), answer.status === 409 ? "plain" : "bad");
    return answer.ok;
  }

  const passing = {
    /** Ask whom the talk is to be offered to; who is there is asked of the server each time. */
    async askPass(id) {
      change((state) => ({ ...state, dialog: { kind: "pass", id, colleagues: null } }));
      const answer = await link.get(path(id, "colleagues"));
      const { dialog } = get();
      if (dialog?.kind !== "pass" || dialog.id !== id) return;
      if (answer.ok) change((state) => ({ ...state, dialog: { ...dialog, colleagues: answer.body.colleagues } }));
      else {
        change((state) => focusOn({ ...state, dialog: null }, "composer"));
        notice(said(answer), "bad");
      }
    },

    /** Offer it; returns the sentence that says why not, or nothing. */
    async offer(id, to, note) {
      const answer = await link.post(path(id, "offer"), { to, note });
      if (!answer.ok) return said(answer);
      change((state) => focusOn({ ...state, dialog: null }, "composer"));
      return "";
    },

    async recall(id) {
      if (await act(id, "recall")) notice(t("pass.recalled"));
      change((state) => focusOn(state, "composer"));
    },

    /** Say yes to a colleague; with all seats taken, ask first whether one more is meant. */
    async accept(id, oneMore = false) {
      const answer = await link.post(path(id, "accept"), { one_more: oneMore });
      if (answer.body?.error === "full") change((state) => ({ ...state, dialog: { kind: "full", again: () => passing.accept(id, true) } }));
      else if (!answer.ok) notice(answer.status === 404 ? t("offers.over") : said(answer), "bad");
      else change((state) => focusOn(state, "queue"));
    },

    async decline(id) {
      await act(id, "decline");
      change((state) => focusOn(state, "queue"));
    },
  };
  return passing;
}
