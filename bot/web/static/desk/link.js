// The way to the server: one WebSocket that comes back by itself, and requests that say plainly how they went.

const SESSION_OVER = 4401;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const SILENCE_MS = 45_000; // the server speaks at least every 20 seconds
const REQUEST_MS = 15_000;
const JSON_HEADERS = { Accept: "application/json", "Content-Type": "application/json" };

/** How a request ended; status 0 means that nobody knows whether it arrived. */
async function ask(path, options = {}) {
  try {
    const answer = await fetch(path, {
      cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(REQUEST_MS), ...options,
    });
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { status: answer.status, ok: answer.ok, body: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, ok: false, body: {} };
  }
}

export class Link {
  #on; #csrf; #base; #socket = null; #pause = FIRST_PAUSE_MS; #retry = 0; #silence = 0; #connecting = false; #stopped = false;

  /**
   * @param {object} on What to call: session(session), frame(frame), up(), lost(), over(); query() is what stands behind
   *   the address of the socket.
   * @param {string} csrf The token for the first requests.
   * @param {string} base The address of the page that is served.
   */
  constructor(on, csrf, base) {
    this.#on = on;
    this.#csrf = csrf;
    this.#base = base;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  /** Connect, also after the login had ended. */
  start() {
    this.#stopped = false;
    this.#pause = FIRST_PAUSE_MS;
    this.now();
  }

  /** Connect at once if there is no connection. */
  now() {
    if (this.#stopped || this.#socket || this.#connecting) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** Send a frame if there is a connection; what matters is sent again once it is back. */
  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** The address of something of the desk: a desk for practice has its own, but for the way in and out. */
  #at(path) {
    return this.#base === "/practice" && path !== "/desk/logout" ? path.replace("/desk/", "/practice/") : path;
  }

  /** Ask for something that changes nothing. */
  async get(path) {
    return this.#seen(await ask(this.#at(path), { headers: { Accept: "application/json" } }));
  }

  /** Do something. A page whose token is old gets a new one and tries once more. */
  async post(path, body = {}) {
    const once = () => ask(this.#at(path), {
      method: "POST", headers: { ...JSON_HEADERS, "X-Ajar-Csrf": this.#csrf }, body: JSON.stringify(body),
    });
    let answer = await once();
    if (answer.status === 403 && (await this.#refresh())) answer = await once();
    return this.#seen(answer);
  }

  /** Log in again under the same name without leaving the page. */
  async logIn(fields) {
    const form = await ask("/desk/login", { headers: { Accept: "application/json" } });
    if (!form.ok) return form;
    const body = new URLSearchParams({ ...fields, csrf: form.body.csrf });
    return ask("/desk/login", { method: "POST", headers: { Accept: "application/json" }, body });
  }

  #seen(answer) {
    if (answer.status === 401) this.#over();
    return answer;
  }

  #over() {
    this.#stopped = true;
    this.#drop();
    this.#on.over();
  }

  async #refresh() {
    const answer = await ask(`${this.#base}/session`, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      this.#csrf = answer.body.csrf;
      this.#on.session(answer.body);
    }
    if (answer.status === 403) location.reload(); // somebody of another role logged in meanwhile: their page is elsewhere
    return answer.ok ? true : (this.#seen(answer), false);
  }

  async #connect() {
    this.#connecting = true;
    const known = await this.#refresh();
    this.#connecting = false;
    if (this.#stopped) return;
    if (!known) return this.#later();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.#base}/live${this.#on.query()}`);
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => {
      this.#pause = FIRST_PAUSE_MS;
      this.#on.up();
    };
    socket.onmessage = ({ data }) => {
      this.#listen();
      this.#on.frame(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      if (code === SESSION_OVER) this.#over();
      else this.#drop();
    };
  }

  /** Count the silence anew: a connection that says nothing is dead, whatever the browser believes. */
  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#drop(), SILENCE_MS);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#silence);
    socket?.close();
    if (!this.#stopped) this.#later();
  }

  #later() {
    this.#on.lost();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.now(), this.#pause * (0.7 + 0.6 * Math.random()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
