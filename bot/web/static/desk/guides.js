// Steps beside a talk, such as the meldcode. Ticks are for whoever reads, in this page alone: nothing of them is sent.

import { html, useLayoutEffect, useRef } from "./vendor/htm-preact-3.1.1.js";
import { isOpen } from "./state.js";
import { t } from "./words.js";

/** A tick: of which talk (none: of no talk), of which steps, of which step. */
export const tickOf = (talk, guide, step) => [talk ?? "", guide, step].join("/");

/** Return the ticks of talks that are there still. */
export const ticksOf = (ticks, talks) => new Set([...ticks].filter((one) => {
  const [talk] = one.split("/");
  return talk === "" || (talks[talk] && isOpen(talks[talk]));
}));

/** Return the steps that are shown: those that were chosen, else those of the country on the card, else the first. */
export function guideOf({ list, chosen }, talk) {
  const country = talk?.card?.land;
  return list.find((one) => one.id === chosen) ?? list.find((one) => one.countries.includes(country)) ?? list[0];
}

export function Guides({ state, actions }) {
  const { guides, shown, talks } = state;
  const heading = useRef(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    const there = (name) => document.getElementById(name);
    return () => (before?.isConnected ? before : (there("words") ?? there("queue")))?.focus();
  }, []);
  const talk = shown ? talks[shown] : null;
  const guide = guides.list && guideOf(guides, talk);
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    actions.closeGuides();
  };
  return html`
    <aside class="guides" aria-labelledby="guides-title" onKeyDown=${onKeyDown}>
      <header>
        <h2 id="guides-title" tabindex="-1" ref=${heading}>${t("guides.title")}</h2>
        <button type="button" class="bare" aria-keyshortcuts="Escape" onClick=${actions.closeGuides}>${t("guides.close")} <kbd>Esc</kbd></button>
      </header>
      ${guides.list === null ? html`<p class="quiet">${t("desk.loading")}</p>`
        : guide ? html`<${Guide} guide=${guide} talk=${talk} state=${state} actions=${actions} />`
        : html`<p class="quiet">${t("guides.none")}</p>`}
    </aside>`;
}

function Guide({ guide, talk, state, actions }) {
  const { guides, ticks } = state;
  const ticked = (step) => ticks.has(tickOf(talk?.id, guide.id, step.id));
  const done = guide.steps.filter(ticked).length;
  return html`
    ${guides.list.length > 1 && html`
      <label class="which">${t("guides.which")}
        <select onChange=${(event) => actions.chooseGuide(event.target.value)}>
          ${guides.list.map((one) => html`<option key=${one.id} value=${one.id} selected=${one === guide}>${one.title}</option>`)}
        </select>
      </label>`}
    <p>${guide.about}</p>
    <ol>
      ${guide.steps.map((step) => html`
        <li key=${step.id}>
          <label><input type="checkbox" checked=${ticked(step)}
            onChange=${() => actions.tick(tickOf(talk?.id, guide.id, step.id))} /> <b>${step.title}</b></label>
          <p>${step.text}</p>
          ${step.lines.length > 0 && html`<ul>${step.lines.map((line) => html`<li key=${line}>${line}</li>`)}</ul>`}
        </li>`)}
    </ol>
    <p class="quiet" role="status">${t("guides.done", { count: done, all: guide.steps.length })}</p>
    <p class="quiet">${t("guides.only_here")}</p>
    <p class=${guide.verified && !guide.is_old ? "quiet" : "doubt"}>
      ${!guide.verified && `${t("guides.unverified")} `}${guide.is_old && `${t("guides.old")} `}${t("guides.checked", { day: guide.last_checked })}
      ${" "}${t("guides.source", { source: guide.source })}</p>`;
}
