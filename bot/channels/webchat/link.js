// The connection to the server: the token, the order, trying again. It knows nothing of the page; see docs/web-chat.md.

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000]; // ms between tries, the last one for good
const SLOWER = 5000; // ms to wait when the server asks for it
const PATIENCE = 10000; // ms for an answer, before the connection counts as lost
const SMALLEST = 1024; // bytes of a frame; each is this times two, four, eight …, so that its length tells little
const HOME = location.pathname.replace(/\/+$/, ""); // the socket lies below the page, wherever that is
const PULSE = 25000; // ms of silence, before we ask whether the server is there

function newId() {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** Fill a frame up with blanks, which JSON allows. */
function padded(frame) {
  const bytes = new TextEncoder().encode(frame).length;
  return frame + " ".repeat(SMALLEST * 2 ** Math.max(0, Math.ceil(Math.log2(bytes / SMALLEST))) - bytes);
}

/**
 * Brings every event to the server exactly once and in order, and every bubble to the page exactly once.
 *
 * `page` has show(bubble), clear(), kept(id), refused(id) and state("ok" | "lost" | "slow").
 */
export function connect(page, language) {
  let token = null; // only here: a reload is a fresh start
  let socket = null;
  let welcome = false;
  let waiting = []; // events that are not kept yet, oldest first
  let underWay = null; // the id of the one that was sent: never more than one, so that their order stays
  const shown = new Set();
  let failures = 0;
  let left = false;
  let retry = 0;
  let deadline = 0;
  let pulse = 0;

  function open() {
    retry = 0;
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${HOME}/chat`);
    socket = mine;
    expect();
    mine.onopen = () => send(Object.assign({ type: "hello", language }, token && { token }));
    mine.onmessage = ({ data }) => mine === socket && take(JSON.parse(data));
    mine.onclose = () => mine === socket && lose();
  }

  function lose() {
    const lost = socket;
    socket = null;
    lost.close();
    welcome = false;
    underWay = null;
    [deadline, pulse, retry].forEach(clearTimeout);
    page.state("lost");
    retry = setTimeout(open, pause());
  }

  function pause() {
    const longest = PAUSES[Math.min(failures++, PAUSES.length - 1)];
    return longest * (0.5 + Math.random() / 2); // not all pages at the same moment
  }

  function wake() {
    if (left) return;
    if (socket === null) {
      clearTimeout(retry);
      open();
    } else if (welcome) ask();
  }

  function ask() {
    send({ type: "ping" });
    expect();
  }

  function expect() {
    clearTimeout(deadline);
    deadline = setTimeout(lose, PATIENCE);
  }

  function send(frame) {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(padded(JSON.stringify(frame)));
  }

  function next() {
    if (!welcome || underWay || retry || !waiting.length) return;
    underWay = waiting[0].id;
    send(waiting[0]);
    expect();
  }

  function later(ms) {
    underWay = null;
    clearTimeout(retry);
    retry = setTimeout(() => {
      retry = 0;
      next();
    }, ms);
  }

  function done() {
    waiting.shift();
    underWay = null;
    next();
  }

  function take(frame) {
    clearTimeout(deadline);
    clearTimeout(pulse);
    pulse = setTimeout(ask, PULSE);
    if (underWay && frame.id !== underWay) expect();
    if (answers[frame.type]) answers[frame.type](frame);
  }

  const answers = {
    welcome(frame) {
      token = frame.token;
      welcome = true;
      failures = 0;
      page.state("ok");
      next();
    },
    bubble(bubble) {
      if (!shown.has(bubble.id)) page.show(bubble);
      shown.add(bubble.id);
      send({ type: "ack", id: bubble.id });
    },
    clear({ id }) {
      page.clear();
      send({ type: "ack", id });
    },
    kept({ id }) {
      if (id !== underWay) return;
      failures = 0;
      page.state("ok");
      page.kept(id);
      done();
    },
    again({ id }) {
      if (id !== underWay) return;
      page.state("lost");
      later(pause());
    },
    error({ code, id = "" }) {
      if (code === "slow_down") {
        if (id !== underWay) return;
        page.state("slow");
        later(SLOWER);
      } else if (underWay) {
        page.refused(underWay);
        done();
      }
    },
  };

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  open();

  return {
    /** Queue an event and return its id; `page.kept` tells when it is safe. */
    say(type, fields) {
      const id = newId();
      waiting.push(Object.assign({ type, id }, fields));
      next();
      return id;
    },

    /** Tell that the person types at this moment; nobody has to know that it arrived. */
    type() {
      if (welcome) send({ type: "typing" });
    },

    /** Tell the server which language the page speaks now. */
    speak(now) {
      language = now;
      if (welcome) send({ type: "language", language });
    },

    /** End it for good: the server forgets, and so does this page. */
    leave() {
      if (left) return;
      left = true;
      [retry, deadline, pulse].forEach(clearTimeout);
      if (token) {
        const id = newId();
        if (welcome) send({ type: "bye", id });
        navigator.sendBeacon(`${HOME}/chat/bye`, JSON.stringify({ token, id }));
      }
      token = null;
      waiting = [];
      shown.clear();
      const last = socket;
      socket = null;
      if (last) last.close();
    },
  };
}
