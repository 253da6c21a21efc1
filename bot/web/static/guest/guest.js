// The page of a guest in one talk: what is said since they came, and what they write. Everything is text, never HTML.

import { html, render, useLayoutEffect, useRef, useState } from "/desk/static/vendor/htm-preact-3.1.1.js";

const LOOK_EVERY_MS = 2_000;
const REQUEST_MS = 15_000;
const LONGEST = 2000;
const SETTLED = new Set(["sent", "failed"]);
const start = JSON.parse(document.getElementById("start").textContent);
const root = document.getElementById("guest");
const t = (key, values = {}) =>
  (start.texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
let state = { lines: [], minutes: 0, over: false, lost: false, sending: null, fault: "" };

function change(values) {
  state = { ...state, ...values };
  render(html`<${Page} state=${state} />`, root);
}

/** How a request ended; status 0 means that nobody knows whether it arrived. */
async function ask(path, body) {
  const headers = { Accept: "application/json" };
  const post = { method: "POST", headers: { ...headers, "Content-Type": "application/json", "X-Ajar-Csrf": start.csrf } };
  try {
    const answer = await fetch(path, {
      cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(REQUEST_MS),
      ...(body ? { ...post, body: JSON.stringify(body) } : { headers }),
    });
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { status: answer.status, ok: answer.ok, body: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, ok: false, body: {} };
  }
}

function merged(lines, news) {
  const byNumber = new Map(lines.map((line) => [line.number, line]));
  for (const line of news) byNumber.set(line.number, line);
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

/** The number up to which no line can change any more. */
function settled() {
  let last = 0;
  for (const line of state.lines) {
    if (!SETTLED.has(line.state)) break;
    last = line.number;
  }
  return last;
}

/** Nothing may be read any more: nothing stays on the page either. */
const end = () => change({ lines: [], over: true, sending: null, fault: "" });

async function look() {
  if (state.over) return;
  const answer = await ask(`/guest/lines?after=${settled()}`);
  if (answer.status === 401) return end();
  if (answer.ok && !state.over) change({ lines: merged(state.lines, answer.body.lines), minutes: answer.body.minutes, lost: false });
  else if (!answer.ok) change({ lost: true });
  setTimeout(look, LOOK_EVERY_MS);
}

/** Send what was written; asked again after a lost answer, it is the same words. */
async function say(text) {
  const again = state.sending?.text === text ? state.sending.client_id : crypto.randomUUID();
  change({ sending: { text, client_id: again }, fault: "" });
  const answer = await ask("/guest/say", { text, client_id: again });
  if (answer.status === 401) return end();
  if (!answer.ok) return change({ fault: (answer.status === 429 && answer.body.message) || t("guest.unsent") }), false;
  change({ lines: merged(state.lines, [answer.body]), sending: null });
  return true;
}

async function leave() {
  const answer = await ask("/guest/leave", {});
  if (answer.ok || answer.status === 401) end();
  else change({ fault: t("guest.unsent") });
}

function Page({ state: { lines, minutes, over, lost, fault } }) {
  if (over) {
    return html`<main class="over"><h1>${t("guest.over_title")}</h1><p role="status">${t("guest.over_why")}</p></main>`;
  }
  return html`
    <main class="room">
      <header>
        <h1>${t("guest.title")}</h1>
        <p class="quiet">${t("guest.as", { name: start.name, organisation: start.organisation })}</p>
        <button type="button" onClick=${leave}>${t("guest.leave")}</button>
      </header>
      <div>
        <p class="promise">${t("guest.promise")}</p>
        ${start.card.length > 0 && html`<p class="shown"><b>${t("guest.card")}:</b> ${start.card.map(([name, value]) => `${name}: ${value}`).join(" · ")}</p>`}
      </div>
      <div role="status">
        ${lost && html`<p class="banner">${t("guest.lost")}</p>`}
        ${minutes > 0 && html`<p class="banner">${t("guest.minutes", { minutes })}</p>`}
      </div>
      <${Log} lines=${lines} />
      <${Composer} fault=${fault} />
    </main>`;
}

function Log({ lines }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    box.current.scrollTop = box.current.scrollHeight;
  }, [lines.at(-1)?.number]);
  return html`
    <div class="log" ref=${box} role="log" aria-live="polite" aria-label=${t("guest.log")} tabindex="0">
      ${lines.length === 0 && html`<p class="quiet">${t("guest.nothing")}</p>`}
      <ol>${lines.map((line) => html`
        <li key=${line.number} class=${line.author}>
          <span class="who">${t(`guest.${line.author}`)}</span>
          <p class="words" dir="auto" lang=${start.language}>${line.lost ? t("guest.unreadable") : line.text}</p>
          ${line.author === "guest" && html`<span class="quiet">${t(`guest.fate_${line.state}`)}</span>`}
        </li>`)}</ol>
    </div>`;
}

function Composer({ fault }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const box = useRef(null);
  const over = [...text].length - LONGEST;
  const submit = async (event) => {
    event.preventDefault();
    const words = text.trim();
    if (!words || over > 0 || busy) return;
    setBusy(true);
    if (await say(words)) setText("");
    setBusy(false);
    box.current?.focus(); // the next words go there
  };
  return html`
    <form onSubmit=${submit}>
      <label for="words">${t("guest.write")}</label>
      <textarea id="words" ref=${box} rows="2" dir="auto" maxlength=${LONGEST} value=${text} onInput=${({ target }) => setText(target.value)}></textarea>
      <div role="alert">${fault && html`<p class="refusal">${fault}</p>`}</div>
      <button class="primary" disabled=${busy || over > 0}>${t("guest.send")}</button>
    </form>`;
}

root.replaceChildren();
change({});
look();
