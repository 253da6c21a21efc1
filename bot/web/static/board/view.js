// The whole board on the screen. Everything is text; nothing is ever HTML.

import { html, useEffect, useState } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { Dialog, LoggedOut } from "/desk/static/dialogs.js";
import { clock, known, t } from "/desk/static/words.js";

const LANGUAGES = { nl: "Nederlands", en: "English", fr: "Français" };

export function Board({ state, actions }) {
  const rows = state.cases ?? [];
  const waits = rows.filter((row) => row.by === null);
  const talks = rows.filter((row) => row.by !== null);
  useEffect(() => {
    document.title = `${waits.length ? `(${waits.length}) ` : ""}${t("board.title")} · Ajar`;
  }, [waits.length, state.language]);
  return html`
    <div>
      <${Bar} state=${state} actions=${actions} />
      <div role="alert">${state.link === "lost" && !state.over && html`<p class="banner">${t("board.lost")}</p>`}</div>
      <main>
        <h1>${t("board.title")}</h1>
        <p class="quiet">${t("board.about")}</p>
        ${state.now && html`<${Now} now=${state.now} />`}
        <p class="there">${t("board.at_desk")} ${state.atDesk.length ? state.atDesk.map((name) => html`<b key=${name}>${name}</b>`)
          : html`<span class="quiet">${t("board.nobody")}</span>`}</p>
        ${state.paused.length > 0 && html`
          <p class="there">${t("board.paused")} ${state.paused.map(({ name, until }) => html`
            <span key=${name}><b>${name}</b> ${t("board.paused_until", { time: clock(until, state.language) })}</span>`)}</p>`}
        <${Rows} id="waits" title=${t("queue.waiting")} rows=${waits} state=${state} actions=${actions} />
        <${Rows} id="talks" title=${t("board.talks")} rows=${talks} state=${state} actions=${actions} />
        ${state.calls && html`<${Calls} calls=${state.calls} />`}
      </main>
      <p class="notice" role="status">${state.notice}</p>
      ${state.asking && html`<${PutBack} row=${state.asking} actions=${actions} />`}
      ${state.over && html`<${LoggedOut} me=${state.me} actions=${actions} />`}
    </div>`;
}

function Bar({ state, actions }) {
  const links = state.pages.map((page) => html`
    <a key=${page} href=${page} aria-current=${page === "/board" ? "page" : undefined}>${t(`page.${page.slice(1)}`)}</a>`);
  const languages = html`
    <select aria-label=${t("desk.language")} onChange=${(event) => actions.setLanguage(event.target.value)}>
      ${Object.entries(LANGUAGES).map(([id, name]) => html`
        <option key=${id} value=${id} lang=${id} selected=${id === state.language}>${name}</option>`)}
    </select>`;
  return html`
    <header class="bar">
      <p class="brand"><img src="/desk/static/icon.svg" alt="" width="28" height="28" /><span>Ajar</span></p>
      <nav class="pages" aria-label=${t("page.all")}>${links}</nav>
      <details class="menu">
        <summary>${t("page.board")}</summary>
        <div>
          <nav aria-label=${t("page.all")}>${links}</nav>
          <p class="quiet">${state.me}</p>
          <p>${languages}</p>
        </div>
      </details>
      <span class="me">${state.me}</span>
      <div class="tools">
        ${languages}
        <button type="button" class="bare" onClick=${actions.logOut}>${t("desk.logout")}</button>
      </div>
    </header>`;
}

/** How it stands now, and what is wrong; what somebody has to do something about stands out by more than its colour. */
function Now({ now }) {
  const figures = [
    ["urgent", now.urgent, now.urgent > 0], ["normal", now.normal], ["late", now.late, now.late > 0],
    ["longest", now.longest ? t(`wait.${now.longest}`) : t("board.now_nobody")],
    ["seats_open", now.seats_open, now.seats_open === 0 && now.urgent + now.normal > 0], ["seats_taken", now.seats_taken],
    ["stale_claims", now.stale_claims, now.stale_claims > 0],
    ["held", now.held], ["failed", now.failed, now.failed > 0], ["unknown", now.unknown, now.unknown > 0],
  ];
  return html`
    <section aria-labelledby="now">
      <h2 id="now">${t("board.now")}</h2>
      <dl class="figures">${figures.map(([name, value, alarm]) => html`
        <${Figure} key=${name} name=${t(`board.now_${name}`)} value=${value} alarm=${alarm} />`)}
        ${now.channels.map(({ name, state }) => html`
          <${Figure} key=${name} name=${known(`channel.${name}`, name)} value=${t(`board.now_${state}`)} alarm=${state !== "up"} />`)}
      </dl>
      <div role="status">${now.wrong.length > 0 && html`
        <ul class="wrong">${now.wrong.map((name) => html`<li key=${name}>${t(`alert.${name}`)}</li>`)}</ul>`}</div>
    </section>`;
}

/** A number stands beside its name; words stand below it. */
function Figure({ name, value, alarm }) {
  return html`<div class=${`${alarm ? "alarm" : ""} ${typeof value === "number" ? "" : "said"}`}><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** How it stands with agreed calls: numbers alone; what somebody has to do something about stands out. */
function Calls({ calls }) {
  const alarming = ["left", "uncovered", "missed", "lost"];
  return html`
    <section aria-labelledby="calls">
      <h2 id="calls">${t("page.calls")}</h2>
      <dl class="figures">${["open", "unconfirmed", "undecided", ...alarming].map((name) => html`
        <${Figure} key=${name} name=${t(`board.calls_${name}`)} value=${calls[name]}
          alarm=${alarming.includes(name) && calls[name] > 0} />`)}</dl>
    </section>`;
}

function Rows({ id, title, rows, state, actions }) {
  return html`
    <section aria-labelledby=${id}>
      <h2 id=${id}>${title} <span class="quiet">${rows.length}</span></h2>
      ${rows.length === 0 ? html`<p class="quiet">${state.cases ? t("board.none") : t("desk.loading")}</p>`
        : html`<ul class="cases">${rows.map((row) => html`
          <${Row} key=${row.id} row=${row} state=${state} actions=${actions} />`)}</ul>`}
    </section>`;
}

function Row({ row, state, actions }) {
  const where = [known(`channel.${row.channel}`, row.channel), known(`language.${row.language}`, row.language)].join(" · ");
  return html`
    <li class=${row.urgency} data-case=${row.id}>
      <span class="words">
        <span class="first">${row.by ?? t(`waited.${row.waited}`)}</span>
        <span class="second">${row.urgency === "urgent" && html`<b class="pill">${t("urgency.urgent")}</b>`}${where}${row.region && html` · ${known(`region.${row.region}`, row.region)}`}${row.aside && html` · <b>${t("board.aside")}</b>`}${row.lacking && html` · <b>${t("board.lacking")}</b>`}${row.emergency && html` · <${Emergency} row=${row} state=${state} />`}</span>
      </span>
      ${state.mayAssign && !row.by && state.regions.length > 0 && html`<${Place} row=${row} state=${state} actions=${actions} />`}
      ${state.mayAssign && html`<${Assign} row=${row} state=${state} actions=${actions} />`}
      ${state.mayAssign && row.by && html`
        <button type="button" onClick=${() => actions.ask(row)}>${t("board.put_back")}</button>`}
      ${state.mayRead && !row.emergency && row.by !== state.me && html`
        <a class="ask" href=${`/emergencies?case=${row.id}`}>${t("board.emergency_ask")}</a>`}
    </li>`;
}

/** Who reads this talk in an emergency, or asked to: it takes two, so both see it here. */
function Emergency({ row: { emergency }, state }) {
  const said = t(emergency.confirmed ? "board.emergency_read" : "board.emergency_asked",
    { name: emergency.by, time: clock(emergency.until, state.language) });
  return state.mayRead ? html`<a href="/emergencies"><b>${said}</b></a>` : html`<b>${said}</b>`;
}

/** Where somebody who waits belongs: those who help there are offered the talk first. */
function Place({ row, state, actions }) {
  const [chosen, setChosen] = useState(row.region);
  useEffect(() => setChosen(row.region), [row.region]);
  const submit = (event) => {
    event.preventDefault();
    if (chosen !== row.region) actions.place(row, chosen);
  };
  return html`
    <form onSubmit=${submit}>
      <label>${t("board.region")} <select onChange=${(event) => setChosen(event.target.value)}>
        ${["", ...state.regions].map((one) => html`
          <option key=${one} value=${one} selected=${one === chosen}>${one ? known(`region.${one}`, one) : t("board.anywhere")}</option>`)}
      </select></label>
      <button>${t("board.place")}</button>
    </form>`;
}

/** Whoever is at the desk can be given a case; nobody else is offered. */
function Assign({ row, state, actions }) {
  const [chosen, setChosen] = useState("");
  const others = state.atDesk.filter((name) => name !== row.by);
  if (others.length === 0) return null;
  const to = others.includes(chosen) ? chosen : others[0];
  const submit = (event) => {
    event.preventDefault();
    actions.assign(row, to);
  };
  return html`
    <form onSubmit=${submit}>
      <label>${t("board.to")} <select onChange=${(event) => setChosen(event.target.value)}>
        ${others.map((name) => html`<option key=${name} value=${name} selected=${name === to}>${name}</option>`)}
      </select></label>
      <button>${t("board.assign")}</button>
    </form>`;
}

function PutBack({ row, actions }) {
  const cancel = () => actions.ask(null);
  return html`
    <${Dialog} title=${t("board.put_back_title", { name: row.by })} onCancel=${cancel}>
      <p>${t("board.put_back_text")}</p>
      <div class="buttons">
        <button type="button" class="bare" onClick=${cancel}>${t("dialog.cancel")}</button>
        <button type="button" class="primary" onClick=${() => actions.putBack(row)}>${t("board.put_back")}</button>
      </div>
    <//>`;
}
