// The queue: one's own talks, then who waits, in the order in which they are to be helped.

import { html, useEffect, useLayoutEffect, useRef } from "./vendor/htm-preact-3.1.1.js";
import { isOpen, mine, ofOthers, waiting } from "./state.js";
import { known, t } from "./words.js";

export function Queue({ state, actions }) {
  const list = useRef(null);
  useKeptPlace(list);
  useLayoutEffect(() => {
    if (state.focus.on === "queue") (rowsOf(list.current)[0] ?? list.current)?.focus();
  }, [state.focus]);
  useEffect(() => {
    if (document.activeElement === document.body) list.current?.focus(); // the arrows work from the first moment
  }, []);
  const own = ownRows(state);
  const others = ofOthers(state).length;
  return html`
    <section id="queue" class="queue" aria-labelledby="queue-title" tabindex="-1" ref=${list} onKeyDown=${walk}>
      <h2 id="queue-title">${t("queue.title")}</h2>
      <div role="status">${state.calls.length > 0 && html`<p class="due"><a href="/calls">${t("queue.calls", { count: state.calls.length })}</a></p>`}</div>
      ${own.length > 0 && html`
        <h3 id="queue-mine">${t("queue.mine")}</h3>
        <ul aria-labelledby="queue-mine">${own.map((row) => html`
          <${Own} key=${row.id} row=${row} state=${state} actions=${actions} />`)}</ul>`}
      <div class="heading">
        <h3 id="queue-waiting">${t("queue.waiting")} <span class="count">${waiting(state).length}</span></h3>
        ${waiting(state).length > 0 && !state.pausedUntil && html`
          <button type="button" class="bare" aria-keyshortcuts="Alt+N" onClick=${() => actions.takeNext()}>
            ${t("queue.next")} <kbd>Alt N</kbd>
          </button>`}
      </div>
      <${Waiting} state=${state} actions=${actions} />
      <footer class="quiet">
        ${others > 0 && html`<p>${t("queue.colleagues", { count: others })}</p>`}
        ${state.counsellors !== null && html`<p>${t("desk.counsellors", { count: state.counsellors, seats: state.seatsOpen })}</p>`}
        <${Seats} seats=${state.seats} set=${actions.setSeats} />
        ${Object.keys(state.able).length > 0 && html`<p>${t("able.mine", { able: inWords(state.able) })}</p>`}
        <p class="keys">${t("queue.keys")}</p>
      </footer>
    </section>`;
}

const SEATS = [1, 2, 3, 4];

function Seats({ seats, set }) {
  return html`
    <label class="seats">${t("seats.label")}
      <select value=${String(seats)} onChange=${(event) => set(Number(event.target.value))}>
        ${SEATS.map((count) => html`<option key=${count} value=${count} selected=${count === seats}>${count}</option>`)}
      </select>
    </label>`;
}

/** What somebody can do, need by need, as cards say it. */
const inWords = (able) => Object.entries(able).map(([need, values]) =>
  values.map((value) => known(need === "language" ? `language.${value}` : `card.${need}.${value}`, value)).join(", ")).join(" · ");

const rowsOf = (list) => [...(list?.querySelectorAll("button.row") ?? [])];

/** When the row that has the focus goes away, the row that takes its place gets it. */
function useKeptPlace(list) {
  const place = rowsOf(list.current).indexOf(document.activeElement);
  useLayoutEffect(() => {
    if (place < 0 || document.activeElement !== document.body) return;
    const rows = rowsOf(list.current);
    (rows[Math.min(place, rows.length - 1)] ?? list.current).focus();
  });
}

/** Talks of ours that the server names, and those that ended in front of us and were not put away yet. */
function ownRows(state) {
  const rows = mine(state);
  const named = new Set(rows.map((row) => row.id));
  return [...rows, ...Object.values(state.talks).filter((talk) => !named.has(talk.id))];
}

function Waiting({ state, actions }) {
  if (state.queue === null) return html`<p class="empty quiet">${t("desk.loading")}</p>`;
  const rows = waiting(state);
  if (rows.length === 0) return html`<p class="empty quiet">${t("queue.empty")}</p>`;
  return html`
    <ul aria-labelledby="queue-waiting">${rows.map((row) => html`
      <li key=${row.id}>
        <button type="button" class=${`row ${row.urgency} ${row.fit}`} data-case=${row.id} onClick=${() => actions.claim(row)}>
          <${Words} row=${row} practice=${state.practice} first=${t(`waited.${row.waited}`)} /><span class="do">${t("queue.take")}</span>
        </button>
      </li>`)}
    </ul>`;
}

function Own({ row, state, actions }) {
  const talk = state.talks[row.id];
  const unread = talk?.unread ?? 0;
  const ended = talk && !isOpen(talk);
  return html`
    <li>
      <button type="button" class=${`row own ${row.urgency} ${ended ? talk.phase : ""}`} data-case=${row.id}
        aria-current=${state.shown === row.id ? "true" : undefined} onClick=${() => actions.show(row.id)}>
        <${Words} row=${row} practice=${state.practice} first=${ended ? t(`talk.${talk.phase}`) : t("talk.title")} />
        ${unread > 0 ? html`<span class="unread">${t("queue.unread", { count: unread })}</span>`
          : html`<span class="do">${t("queue.open")}</span>`}
      </button>
    </li>`;
}

function Words({ row, first, practice }) {
  return html`
    <span class="words">
      <span class="first">${first}</span>
      <span class="second">${practice && html`<b class="pill practice">${t("practice.mark")}</b> `}${row.urgency === "urgent" && html`<b class="pill">${t("urgency.urgent")}</b> `}${namedBy(row)}</span>
      ${row.state === "waiting" && row.fit !== "mine" && html`<span class="second">${t(`fit.${row.fit}`)}</span>`}
    </span>`;
}

/** Channel and language; of a talk that ended before a reload neither is known any more. */
const namedBy = (row) =>
  row.channel ? `${known(`channel.${row.channel}`, row.channel)} · ${known(`language.${row.language}`, row.language)}` : t("talk.to_record");

/** Arrow keys, Home and End walk through the rows; Enter is the button's own. */
function walk(event) {
  const rows = rowsOf(event.currentTarget);
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? rows.length - 1 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined || rows.length === 0) return;
  event.preventDefault();
  rows[Math.min(Math.max(to, 0), rows.length - 1)].focus();
}
