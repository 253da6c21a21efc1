// What the preview knows, and how it changes: pure functions from one state to the next.

export const CHANNELS = ["webchat", "telegram", "signal"];

/** Return the state of a preview that was just opened. */
export function begin({ me, language }) {
  return {
    me, language,
    link: "opening", // opening | up | lost
    over: false, // the login has ended
    served: null, // what is on disk, as the server tells
    readAt: null, // when a file that was saved was last read
    played: null, // how the conversation goes
    broken: false, // the engine could not play it
    wanted: { number: 0, node: "", language, staffed: true, doings: [] },
    drawn: { flow: "", node: "", why: "" }, // what the drawing shows: here | finding
    finding: null, // the finding that was clicked
    view: "webchat", // on a phone: a channel | drawing | findings
    acting: "webchat", // the channel in which something was done last
    turn: 0, // grows with every doing, so that the focus can follow
    notice: null,
  };
}

export const flowOf = (node) => node.split(".", 1)[0];

/** Tell whether what is on the screen is what was asked for last. */
export const isAnswered = ({ played, wanted }) => played?.number === wanted.number;

/** What was done so far: as far as it could be done, once the answer is there. */
const done = (state) => (isAnswered(state) ? state.played.doings : state.wanted.doings);

/** Ask for another conversation: every change of it is one new number. */
export function withWanted(state, change) {
  return { ...state, wanted: { ...state.wanted, ...change, number: state.wanted.number + 1 }, finding: null, notice: null };
}

/** Do one thing more. */
export function withDoing(state, doing) {
  const next = withWanted(state, { doings: [...done(state), doing] });
  return { ...next, acting: doing.channel, turn: state.turn + 1 };
}

/** Let time go by; the focus stays where it is. */
export const withWait = (state, minutes) =>
  withWanted(state, { doings: [...done(state), { channel: state.acting, minutes }] });

export const withStepBack = (state) => withWanted(state, { doings: done(state).slice(0, -1) });

export const canStepBack = (state) => done(state).length > 0;

/** Whether the files changed so that not everything can be done any more. */
export const isCutShort = (state) => isAnswered(state) && state.played.doings.length < state.wanted.doings.length;

/** Take in what is on disk; after a connection that was lost it may be what it was. */
export function withServed(state, served) {
  const isNew = state.served && state.served.reading !== served.reading;
  return { ...state, served, readAt: isNew ? new Date() : state.readAt, finding: stillThere(served, state.finding) };
}

/** The same finding in the files as they are now: what was put right is no longer marked. */
function stillThere(served, finding) {
  return (finding && served.findings.find((one) => one.code === finding.code && one.what === finding.what)) ?? null;
}

/** Take in how the conversation goes; an answer to an earlier question is too late. */
export function withPlayed(state, played) {
  if (!isAnswered({ ...state, played })) return state;
  const drawn = state.finding ? state.drawn : { flow: flowOf(played.node), node: played.node, why: "here" };
  return { ...state, played, broken: false, drawn };
}

export const withBroken = (state, { number }) => (number === state.wanted.number ? { ...state, broken: true } : state);

/** Show the node that a finding is about. */
export function withFinding(state, finding) {
  const drawn = finding.node ? { flow: flowOf(finding.node), node: finding.node, why: "finding" } : state.drawn;
  return { ...state, finding, drawn };
}

export const withFlow = (state, flow) => ({ ...state, drawn: { ...state.drawn, flow }, finding: null });
