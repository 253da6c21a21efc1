// One claimed talk: card, lines with their fate, own words.

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact-3.1.1.js";
import { isKept } from "./drafts.js";
import { Notes } from "./notes.js";
import { OutcomeForm } from "./outcomes.js";
import { Referrals } from "./referral.js";
import { isNote, isOpen, leftAlone, LONGEST, passingOf, unsaidIn } from "./state.js";
import { Passing } from "./transfer.js";
import { cardValue, known, t } from "./words.js";

const SPOKEN = new Set(["counsellor", "guest"]);
const NEAR_PX = 80;
const wide = matchMedia("(min-width: 1180px)");
const coarse = matchMedia("(pointer: coarse)");

export function Talk({ talk, state, actions }) {
  if (["left", "returned", "parted"].includes(talk.phase)) {
    return html`
      <section class="talk gone" aria-labelledby="talk-title">
        <${Head} talk=${talk} practice=${state.practice} actions=${actions} />
        <${Ended} talk=${talk} state=${state} actions=${actions} />
      </section>`;
  }
  return html`
    <section class="talk" aria-labelledby="talk-title">
      <${Head} talk=${talk} practice=${state.practice} passing=${passingOf(state, talk.id)} actions=${actions} />
      <div class="side">
        <${Card} talk=${talk} />
        <${Notes} talk=${talk} me=${state.me} link=${state.link} focus=${state.focus} actions=${actions} />
        <${Referrals} talk=${talk} focus=${state.focus} actions=${actions} />
      </div>
      <${Log} talk=${talk} me=${state.me} link=${state.link} actions=${actions} />
      ${isOpen(talk) ? html`<${Composer} talk=${talk} focus=${state.focus} actions=${actions} />`
        : html`<${Ended} talk=${talk} state=${state} actions=${actions} />`}
    </section>`;
}

function Head({ talk, practice, passing, actions }) {
  return html`
    <header class="head">
      <button type="button" class="to-queue bare" onClick=${actions.backToQueue}><span aria-hidden="true">‹</span> ${t("desk.back")}</button>
      <h2 id="talk-title">
        ${practice && html`<b class="pill practice">${t("practice.mark")}</b> `}
        ${talk.urgency === "urgent" && html`<b class="pill">${t("urgency.urgent")}</b> `}
        ${t("talk.title")} <span class="quiet">${known(`channel.${talk.channel}`, talk.channel)}</span>
      </h2>
      ${isOpen(talk) && html`
        <div class="do">
          ${!passing && html`<button type="button" aria-keyshortcuts="Alt+C" onClick=${() => actions.askPass(talk.id)}>
            <span class="whole">${t("pass.open")}</span><span class="brief">${t("pass.open_brief")}</span></button>`}
          <button type="button" onClick=${() => actions.ask("give_back", talk.id)}>${t("talk.give_back")}</button>
          <button type="button" onClick=${() => actions.ask("close", talk.id)}>${t("talk.close")}</button>
        </div>
        <${Passing} one=${passing} actions=${actions} />`}
    </header>`;
}

function Card({ talk }) {
  const rows = [
    ["card.language", known(`language.${talk.language}`, talk.language)],
    ["card.channel", known(`channel.${talk.channel}`, talk.channel)],
    ...Object.entries(talk.card).map(([name, value]) => [`card.${name}`, cardValue(name, value), name]),
  ];
  return html`
    <details class="card" open=${wide.matches}>
      <summary>${t("card.title")}<span class="gist"> ${rows.slice(2).map(([, value]) => value).join(" · ")}</span></summary>
      <p class="quiet">${t("card.agreed")}</p>
      <dl>${rows.map(([key, value, name]) => html`<div key=${key}><dt>${known(key, name)}</dt><dd>${value}</dd></div>`)}</dl>
    </details>`;
}

function Log({ talk, me, link, actions }) {
  const lines = talk.lines.filter((line) => !isNote(line));
  const pending = talk.pending.filter((one) => one.kind === "say");
  const box = useRef(null);
  const [away, setAway] = useState(false);
  const newest = `${lines.at(-1)?.number ?? 0}/${pending.length}`;
  const toEnd = () => {
    box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (!away) toEnd();
  }, [newest, talk.phase, talk.typing]);
  const onScroll = () => setAway(box.current.scrollHeight - box.current.scrollTop - box.current.clientHeight > NEAR_PX);
  const empty = lines.length === 0 && pending.length === 0;
  return html`
    <div class="log">
      <div class="scroll" ref=${box} role="log" aria-live="polite" aria-relevant="additions" aria-label=${t("talk.log")}
        tabindex="0" onScroll=${onScroll}>
        ${empty && talk.phase === "open" && html`<p class="quiet start">${t("talk.quiet_start")}</p>`}
        ${talk.phase === "opening" && html`<p class="quiet start">${t("desk.loading")}</p>`}
        <ol>
          ${lines.map((line) => html`<${Line} key=${line.number} line=${line} me=${me} />`)}
          ${pending.map((one) => html`<${Pending} key=${one.client_id} one=${one} talk=${talk} link=${link} actions=${actions} />`)}
        </ol>
      </div>
      <p class="typing" aria-hidden="true">${talk.typing && t("talk.typing")}</p>
      <p class="unseen" role="status">${talk.typing === "told" && t("talk.typing")}</p>
      ${away && html`<button type="button" class="newer" onClick=${toEnd}>${t("talk.newer")} <span aria-hidden="true">↓</span></button>`}
    </div>`;
}

/** What happened in the talk, in words; with the name of whoever did it, where that stands beside it. */
const happened = (line) => (line.by ? t(`event.${line.text}`, { name: line.by }) : known(`event.${line.text}`, line.text));

function Line({ line, me }) {
  if (line.lost) return html`<${Lost} line=${line} />`;
  const colleague = line.author === "counsellor" && line.by && line.by !== me ? line.by : "";
  if (line.author === "system") return html`<li class="line system"><p>${happened(line)}</p></li>`;
  return html`
    <li class=${`line ${line.author}`}>
      ${colleague ? html`<span class="by">${colleague}<span class="unseen">: </span></span>`
        : html`<span class="unseen">${t(`author.${line.author}`)}: </span>`}
      <p class="words" dir="auto">${line.text}</p>
      ${SPOKEN.has(line.author) && html`<span class=${`fate ${line.state}`}>${t(`fate.${line.state}`)}</span>`}
    </li>`;
}

/** A line whose words nobody can read any more: the sentence in their place says whose they were. */
function Lost({ line }) {
  if (line.author === "system") return html`<li class="line lost system"><p>${t("lost.system")}</p></li>`;
  return html`
    <li class=${`line lost ${line.author}`}>
      <p class="words">${t(`lost.${line.author}`)}</p>
      ${line.author === "counsellor" && html`<span class=${`fate ${line.state}`}>${t(`fate.${line.state}`)}</span>`}
    </li>`;
}

/** Words that the server has not accepted yet. */
function Pending({ one, talk, link, actions }) {
  return html`
    <li class="line counsellor pending">
      <span class="unseen">${t("author.counsellor")}: </span>
      <p class="words" dir="auto">${one.text}</p>
      ${one.fault ? html`
        <span class="fate failed">${t("talk.unsent")}</span>
        ${isOpen(talk) && html`
          <button type="button" onClick=${() => actions.takeBack(talk.id, one)}>${t("talk.take_back")}</button>`}`
      : html`<span class="fate waiting">${t(link === "lost" ? "fate.offline" : "fate.here")}</span>`}
    </li>`;
}

function Composer({ talk, focus, actions }) {
  const field = useRef(null);
  useLayoutEffect(() => {
    if (focus.on === "composer") field.current?.focus();
  }, [focus, talk.id]);
  const over = [...talk.draft].length - LONGEST;
  const submit = (event) => {
    event.preventDefault();
    if (over <= 0) actions.say(talk.id);
  };
  const onInput = ({ target }) => {
    if (target.value !== "/") return actions.write(talk.id, target.value);
    target.value = "";
    return actions.askWords(talk.id);
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey || !coarse.matches) submit(event);
  };
  return html`
    <form class="composer" onSubmit=${submit}>
      ${talk.rival && html`<${Rival} talk=${talk} actions=${actions} />`}
      <label class="unseen" for="words">${t("talk.write")}</label>
      <textarea id="words" ref=${field} rows="2" dir="auto" value=${talk.draft} placeholder=${t("talk.write")}
        aria-describedby="words-help" aria-invalid=${over > 0} onKeyDown=${onKeyDown} onInput=${onInput}></textarea>
      <button class="primary" disabled=${over > 0}>${t("talk.send")}</button>
      <button type="button" class="ready bare" onClick=${() => actions.askWords(talk.id)}><kbd>/</kbd> ${t("talk.words")}</button>
      <p id="words-help" class=${over > 0 ? "help bad" : "help"}>${over > 0 ? t("talk.too_long", { count: over }) : html`
        ${talk.draft.trim() && html`<span class="kept">${t(isKept(talk) ? "draft.kept" : "draft.here")}</span>`}
        <span class="keys">${t("talk.keys")}</span>`}</p>
    </form>`;
}

/** What another page of ours wrote meanwhile: this one keeps its own words until somebody says otherwise. */
function Rival({ talk, actions }) {
  return html`
    <div class="rival" role="status">
      <p><b>${t("draft.rival")}</b></p>
      <p class="words" dir="auto">${[talk.rival.words, talk.rival.note, talk.rival.referral].filter(Boolean).join("\n")}</p>
      <button type="button" onClick=${() => actions.takeOver(talk.id)}>${t("draft.take_over")}</button>
    </div>`;
}

/** Own words that can't be sent any more, to be copied; and those of which nobody knows yet whether they were. */
function Unsaid({ talk }) {
  const text = unsaidIn(talk);
  const unsure = talk.pending.filter((one) => !one.fault);
  return html`
    ${unsure.length > 0 && html`
      <div class="unsure" role="status">
        <p><b>${t("talk.unsure")}</b></p>
        ${unsure.map((one) => html`<p class="words" dir="auto" key=${one.client_id}>${one.text}</p>`)}
      </div>`}
    ${text && html`
      <label for="unsaid">${t("talk.unsaid")}</label>
      <textarea id="unsaid" readonly rows="3" dir="auto" value=${text}></textarea>`}`;
}

/** What stands where one would write, when nothing may be written any more. */
function Ended({ talk, state, actions }) {
  const { focus, outcomes } = state;
  const box = useRef(null);
  useLayoutEffect(() => {
    if (focus.on === "composer") box.current?.focus();
  }, [focus, talk.id]);
  return html`
    <div class=${`composer ended ${talk.phase}`} ref=${box} tabindex="-1">
      <p role="alert"><b>${t(`talk.${talk.phase}`)}</b><br />${t(`talk.${talk.phase}_why`)}</p>
      <${Unsaid} talk=${talk} />
      ${["returned", "parted"].includes(talk.phase) ? html`<button type="button" onClick=${() => actions.remove(talk.id)}>${t("talk.done")}</button>`
        : html`<${OutcomeForm} outcomes=${outcomes} known=${talk.outcomes} alone=${leftAlone(state)} urgency=${talk.urgency} practice=${state.practice} record=${(codes, pause, group) => actions.close(talk.id, codes, pause, group)}>
            <button class="primary">${t("talk.record")}</button>
          <//>`}
    </div>`;
}
