// The whole preview on the screen: bar, channels, drawing, findings. Everything that was written is text, never HTML.

import { html } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { LoggedOut } from "/desk/static/dialogs.js";
import { t } from "/desk/static/words.js";
import { Clock } from "./clock.js";
import { Drawing } from "./drawing.js";
import { Findings, Variables } from "./findings.js";
import { Side } from "./side.js";
import { CHANNELS, canStepBack, flowOf, isCutShort } from "./state.js";

const LANGUAGES = { nl: "Nederlands", en: "English", fr: "Français" };

export function Preview({ state, actions }) {
  const { served, played, view } = state;
  return html`
    <div class="preview" data-view=${view}>
      <${Bar} state=${state} actions=${actions} />
      <${Banners} state=${state} actions=${actions} />
      <main>
        <${Tabs} state=${state} actions=${actions} />
        <div class="head">
          <${Setting} state=${state} actions=${actions} />
          <${Clock} played=${played} actions=${actions} />
          <div class="steps">
            <button type="button" onClick=${actions.stepBack} disabled=${!canStepBack(state)}>${t("preview.back")}</button>
            <button type="button" onClick=${actions.startOver}>${t("preview.start_over")}</button>
          </div>
        </div>
        <div class="table">
          <div class="sides">
            ${CHANNELS.map((channel) => html`
              <${Side} key=${channel} channel=${channel} shown=${played?.sides.find((side) => side.channel === channel)}
                state=${state} actions=${actions} />`)}
          </div>
          ${served && html`<${Drawing} state=${state} actions=${actions} />`}
          <div class="notes">
            <${Variables} played=${played} />
            <${Findings} state=${state} actions=${actions} />
          </div>
        </div>
      </main>
      <div class="notice" role="status">${state.notice}</div>
      ${state.over && html`<${LoggedOut} me=${state.me} actions=${actions} />`}
    </div>`;
}

/** The time of a day has 24 hours in all three languages. */
const timeOf = ({ readAt, language }) => readAt.toLocaleTimeString(language, { hour12: false });

function Bar({ state, actions }) {
  return html`
    <header class="bar">
      <h1><img src="/desk/static/icon.svg" alt="" width="28" height="28" /><span>${t("preview.title")}</span></h1>
      <p class="quiet promise" role="status">${t("preview.promise")} ${state.readAt && t("preview.read_at", { time: timeOf(state) })}</p>
      <a class="me" href="/account" title=${t("page.account")}>${state.me}</a>
      <div class="tools">
        <select aria-label=${t("preview.page_language")} onChange=${(event) => actions.setLanguage(event.target.value)}>
          ${Object.entries(LANGUAGES).map(([id, name]) => html`
            <option key=${id} value=${id} lang=${id} selected=${id === state.language}>${name}</option>`)}
        </select>
        <button type="button" class="bare" onClick=${actions.logOut}>${t("desk.logout")}</button>
      </div>
    </header>`;
}

function Banners({ state, actions }) {
  const { served } = state;
  return html`
    <div class="banners" role="alert">
      ${state.link === "lost" && html`<p class="banner bad">${t("preview.lost")}</p>`}
      ${served && !served.sound && html`
        <p class="banner bad">
          <span>${t(served.bundle ? "preview.unsound" : "preview.nothing")}</span>
          <button type="button" onClick=${actions.showFault}>${t("preview.show_fault")}</button>
        </p>`}
      ${state.broken && html`<p class="banner bad">${t("preview.broken")}</p>`}
      ${isCutShort(state) && html`<p class="banner">${t("preview.cut_short")}</p>`}
    </div>`;
}

/** What decides how the conversation begins. */
function Setting({ state, actions }) {
  const { wanted, served } = state;
  return html`
    <div class="setting" role="group" aria-label=${t("preview.setting")}>
      <label>${t("preview.talk_language")}
        <select onChange=${(event) => actions.talkIn(event.target.value)}>
          ${(served?.languages ?? [wanted.language]).map((id) => html`
            <option key=${id} value=${id} selected=${id === wanted.language}>${t(`language.${id}`)}</option>`)}
        </select>
      </label>
      <label class="start">${t("preview.start_at")}
        <select onChange=${(event) => actions.startAt(event.target.value)}>
          <option value="" selected=${wanted.node === ""}>${t("preview.front_door")}</option>
          ${(served?.flows ?? []).map((flow) => html`
            <optgroup key=${flow.id} label=${flow.id}>
              ${flow.nodes.map((node) => html`
                <option key=${node} value=${node} selected=${node === wanted.node}>${node.slice(flowOf(node).length + 1)}</option>`)}
            </optgroup>`)}
        </select>
      </label>
      <label class="check"><input type="checkbox" checked=${wanted.staffed}
        onChange=${(event) => actions.staff(event.target.checked)} />${t("preview.staffed")}</label>
    </div>`;
}

/** On a phone one thing is in view at a time. */
function Tabs({ state, actions }) {
  const faults = state.served?.findings.length ?? 0;
  const tabs = [
    ...CHANNELS.map((channel) => [channel, t(`channel.${channel}`)]),
    ["drawing", t("preview.drawing")],
    ["findings", faults ? t("preview.findings_count", { count: faults }) : t("preview.findings")],
    ["setting", t("preview.setting_short")],
  ];
  return html`
    <nav class="tabs" aria-label=${t("preview.views")}>
      ${tabs.map(([view, text]) => html`
        <button type="button" key=${view} aria-pressed=${String(state.view === view)} onClick=${() => actions.look(view)}>${text}</button>`)}
    </nav>`;
}
