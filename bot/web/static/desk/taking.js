// How a talk comes to this desk: a row by hand, the next one, and how many at once.

import { t } from "./words.js";
import { withOpening, withView } from "./state.js";

/** What stands among the talks that are being claimed while the server chooses one. */
export const NEXT = "next";

/** Return what a counsellor does to take talks; `claiming` holds what is asked for, `open` fetches what was taken. */
export function makeTaking({ get, change, link, notice, said, claiming, open }) {
  /** Do it; with all seats taken, ask first whether one more is meant. */
  async function take(what, path, oneMore, again) {
    claiming.add(what);
    const answer = await link.post(path, { one_more: oneMore });
    claiming.delete(what);
    if (answer.ok) return answer.body;
    if (answer.body.error === "full") change((state) => ({ ...state, dialog: { kind: "full", again } }));
    else notice(said(answer), answer.status === 409 ? "plain" : "bad");
    return null;
  }

  async function bring(row) {
    change((state) => withView(withOpening(state, row), row.id));
    await open(row);
  }

  const taking = {
    async claim(row, oneMore = false) {
      if (await take(row.id, `/desk/cases/${row.id}/claim`, oneMore, () => taking.claim(row, true))) await bring(row);
    },

    /** Let the server choose: two who ask at once never get the same. */
    async takeNext(oneMore = false) {
      const row = await take(NEXT, "/desk/next", oneMore, () => taking.takeNext(true));
      if (row) await bring(row);
    },

    async setSeats(seats) {
      const before = get().seats;
      change((state) => ({ ...state, seats }));
      const answer = await link.post("/desk/seats", { seats });
      if (answer.ok) return notice(t("seats.set", { count: seats }));
      change((state) => ({ ...state, seats: before }));
      return notice(said(answer), "bad");
    },
  };
  return taking;
}
