// The whole desk on the screen: bar, banners, queue, talk, dialogs. Everything is text; nothing is ever HTML.

import { html, useEffect, useRef, useState } from "./vendor/htm-preact-3.1.1.js";
import { Ask, Full, Last, LoggedOut } from "./dialogs.js";
import { Commands, ReadyWords } from "./palette.js";
import { Guides } from "./guides.js";
import { Practice } from "./practice.js";
import { Queue } from "./queue.js";
import { isOpen, passingOf } from "./state.js";
import { Talk } from "./talk.js";
import { Offers, Pass } from "./transfer.js";
import { clock, t } from "./words.js";

const LANGUAGES = { nl: "Nederlands", en: "English", fr: "Français" };
const NOTICE_MS = 8_000;
const narrow = matchMedia("(max-width: 760px)");
const DIALOGS = { commands: Commands, words: ReadyWords, close: Ask, give_back: Ask, block: Ask, last: Last, full: Full, pass: Pass };

export function Desk({ state, actions }) {
  const talk = state.shown ? state.talks[state.shown] : null;
  const asking = state.dialog && DIALOGS[state.dialog.kind];
  const isNarrow = useNarrow();
  useKeys((event) => {
    if (state.dialog || state.over) return;
    if (event.key === "Escape") actions.backToQueue();
    if (event.key === "F2" && talk && isOpen(talk)) {
      event.preventDefault();
      actions.toNotes(document.activeElement?.id !== "note");
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      actions.ask("commands");
    }
    if (event.code === "KeyC" && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && talk && isOpen(talk)) {
      event.preventDefault();
      if (!passingOf(state, talk.id)) actions.askPass(talk.id);
    }
    if (event.code === "KeyN" && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      actions.takeNext();
    }
    if (event.code === "KeyM" && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      actions.toggleGuides();
    }
    if (event.code === "KeyP" && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      actions.endPause();
    }
  });
  return html`
    <div class="desk" data-view=${talk ? state.view : "queue"}>
      <${Bar} state=${state} actions=${actions} />
      <div>
        ${state.practice && html`<${Practice} state=${state} actions=${actions} />`}
        <${Banners} state=${state} actions=${actions} />
        <${Offers} offers=${state.offers} actions=${actions} />
      </div>
      <main class=${`room ${state.guides ? "with-guides" : ""}`} inert=${Boolean(state.guides) && isNarrow}>
        <${Queue} state=${state} actions=${actions} />
        ${talk ? html`<${Talk} key=${talk.id} talk=${talk} state=${state} actions=${actions} />` : html`<${NoTalk} />`}
      </main>
      ${state.guides && html`<${Guides} state=${state} actions=${actions} />`}
      <${Notice} notice=${state.notice} />
      ${asking && html`<${asking} key=${state.dialog.kind} state=${state} actions=${actions} />`}
      ${state.over && html`<${LoggedOut} me=${state.me} actions=${actions} />`}
    </div>`;
}

/** Escape leads back to the queue, Alt+N to the next talk, Alt+C to a colleague, Ctrl+K to all that can be done, wherever the focus is. */
function useKeys(onKey) {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const onKeyDown = (event) => latest.current(event);
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Tell whether one thing is in view at a time; a screen that is turned, or a window that grows, changes it. */
function useNarrow() {
  const [is, setIs] = useState(narrow.matches);
  useEffect(() => {
    const onChange = () => setIs(narrow.matches);
    narrow.addEventListener("change", onChange);
    return () => narrow.removeEventListener("change", onChange);
  }, []);
  return is;
}

function Bar({ state, actions }) {
  return html`
    <header class="bar">
      <a class="skip" href="#queue">${t("desk.skip")}</a>
      <h1><img src="/desk/static/icon.svg" alt="" width="28" height="28" /><span>${t(state.practice ? "practice.title" : "desk.title")}</span></h1>
      <${Switch} on=${state.duty} text=${t("desk.on_duty")} set=${actions.setDuty} />
      <span class="me">${state.me}</span>
      <div class="tools">
        <button type="button" class="bare" aria-keyshortcuts="Control+K" onClick=${() => actions.ask("commands")}>
          ${t("palette.open")} <kbd>Ctrl K</kbd>
        </button>
        <${Switch} on=${state.sound} text=${t("desk.sound")} set=${actions.setSound} />
        <select aria-label=${t("desk.language")} onChange=${(event) => actions.setLanguage(event.target.value)}>
          ${Object.entries(LANGUAGES).map(([id, name]) => html`
            <option key=${id} value=${id} lang=${id} selected=${id === state.language}>${name}</option>`)}
        </select>
        <button type="button" class="bare" onClick=${actions.logOut}>${t("desk.logout")}</button>
      </div>
    </header>`;
}

function Switch({ on, text, set }) {
  return html`
    <button type="button" class="switch bare" role="switch" aria-checked=${String(on)} onClick=${() => set(!on)}>
      <span class="knob" aria-hidden="true"></span>${text}
    </button>`;
}

function Banners({ state, actions }) {
  return html`
    <div class="banners" role="alert">
      ${state.link === "lost" && !state.over && html`<p class="banner bad">${t("desk.lost")}</p>`}
      ${state.idle && !state.over && html`
        <p class="banner">${t("desk.idle")} <button type="button" onClick=${actions.here}>${t("desk.still_here")}</button></p>`}
      ${state.pausedUntil && html`
        <p class="banner">${t("pause.until", { time: clock(state.pausedUntil, state.language) })}
          <button type="button" aria-keyshortcuts="Alt+P" onClick=${actions.endPause}>${t("pause.end")} <kbd>Alt P</kbd></button></p>`}
      ${state.link === "up" && !state.duty && html`
        <p class="banner">${t(state.counsellors ? "desk.off_duty" : "desk.nobody")}</p>`}
    </div>`;
}

function NoTalk() {
  return html`
    <section class="talk none" aria-labelledby="talk-title">
      <h2 id="talk-title">${t("talk.none")}</h2>
      <p class="quiet">${t("talk.choose")}</p>
    </section>`;
}

/** Says what just happened, also to a screen reader; goes away by itself on the screen. */
function Notice({ notice }) {
  const [gone, setGone] = useState(null);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setGone(notice), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const text = notice && notice !== gone ? notice.text : "";
  return html`<p class=${`notice ${notice?.tone ?? ""}`} role="status">${text}</p>`;
}
