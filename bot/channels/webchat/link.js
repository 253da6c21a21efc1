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
export class Link {
  #page;
  #language;
  #token = null; // only here: a reload is a fresh start
  #socket = null;
  #welcome = false;
  #waiting = []; // events that are not kept yet, oldest first
  #underWay = null; // the id of the one that was sent: never more than one, so that their order stays
  #shown = new Set();
  #failures = 0;
  #left = false;
  #retry = 0;
  #deadline = 0;
  #pulse = 0;

  constructor(page, language) {
    this.#page = page;
    this.#language = language;
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    this.#connect();
  }

  /** Queue an event and return its id; `page.kept` tells when it is safe. */
  say(type, fields = {}) {
    const id = newId();
    this.#waiting.push({ type, id, ...fields });
    this.#next();
    return id;
  }

  /** Tell that the person types at this moment; nobody has to know that it arrived. */
  type() {
    if (this.#welcome) this.#send({ type: "typing" });
  }

  /** Tell the server which language the page speaks now. */
  speak(language) {
    this.#language = language;
    if (this.#welcome) this.#send({ type: "language", language });
  }

  /** End it for good: the server forgets, and so does this page. */
  leave() {
    if (this.#left) return;
    this.#left = true;
    for (const timer of [this.#retry, this.#deadline, this.#pulse]) clearTimeout(timer);
    if (this.#token) {
      const id = newId();
      if (this.#welcome) this.#send({ type: "bye", id });
      navigator.sendBeacon(`${HOME}/chat/bye`, JSON.stringify({ token: this.#token, id }));
    }
    this.#token = null;
    this.#waiting = [];
    this.#shown.clear();
    this.#socket?.close();
    this.#socket = null;
  }

  #connect() {
    this.#retry = 0;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${HOME}/chat`);
    this.#socket = socket;
    this.#await();
    socket.onopen = () => this.#send({ type: "hello", language: this.#language, ...(this.#token && { token: this.#token }) });
    socket.onmessage = ({ data }) => socket === this.#socket && this.#take(JSON.parse(data));
    socket.onclose = () => socket === this.#socket && this.#lose();
  }

  #lose() {
    const socket = this.#socket;
    this.#socket = null;
    socket.close();
    this.#welcome = false;
    this.#underWay = null;
    clearTimeout(this.#deadline);
    clearTimeout(this.#pulse);
    clearTimeout(this.#retry);
    this.#page.state("lost");
    this.#retry = setTimeout(() => this.#connect(), this.#pause());
  }

  #pause() {
    const longest = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)];
    return longest * (0.5 + Math.random() / 2); // not all pages at the same moment
  }

  #wake() {
    if (this.#left) return;
    if (this.#socket === null) {
      clearTimeout(this.#retry);
      this.#connect();
    } else if (this.#welcome) this.#ask();
  }

  #ask() {
    this.#send({ type: "ping" });
    this.#await();
  }

  #await() {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lose(), PATIENCE);
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(padded(JSON.stringify(frame)));
  }

  #next() {
    if (!this.#welcome || this.#underWay || this.#retry || !this.#waiting.length) return;
    this.#underWay = this.#waiting[0].id;
    this.#send(this.#waiting[0]);
    this.#await();
  }

  #later(pause) {
    this.#underWay = null;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = 0;
      this.#next();
    }, pause);
  }

  #take(frame) {
    clearTimeout(this.#deadline);
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(() => this.#ask(), PULSE);
    if (this.#underWay && frame.id !== this.#underWay) this.#await();
    this.#answers[frame.type]?.(frame);
  }

  #answers = {
    welcome: ({ token }) => {
      this.#token = token;
      this.#welcome = true;
      this.#failures = 0;
      this.#page.state("ok");
      this.#next();
    },
    bubble: (bubble) => {
      if (!this.#shown.has(bubble.id)) this.#page.show(bubble);
      this.#shown.add(bubble.id);
      this.#send({ type: "ack", id: bubble.id });
    },
    clear: ({ id }) => {
      this.#page.clear();
      this.#send({ type: "ack", id });
    },
    kept: ({ id }) => {
      if (id !== this.#underWay) return;
      this.#failures = 0;
      this.#page.state("ok");
      this.#page.kept(id);
      this.#done();
    },
    again: ({ id }) => {
      if (id !== this.#underWay) return;
      this.#page.state("lost");
      this.#later(this.#pause());
    },
    error: ({ code, id = "" }) => {
      if (code === "slow_down") {
        if (id !== this.#underWay) return;
        this.#page.state("slow");
        this.#later(SLOWER);
      } else if (this.#underWay) {
        this.#page.refused(this.#underWay);
        this.#done();
      }
    },
  };

  #done() {
    this.#waiting.shift();
    this.#underWay = null;
    this.#next();
  }
}
