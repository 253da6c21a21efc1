// What the check says of the files, and what the conversation remembers.

import { html } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";

const placeOf = (finding) => `${finding.file}:${finding.line}`;
const idOf = (finding) => `${placeOf(finding)}:${finding.column} ${finding.code} ${finding.what}`;

export function Findings({ state, actions }) {
  const findings = state.served?.findings ?? [];
  const faults = findings.filter((one) => !one.warning).length;
  const count = t("preview.counts", { faults, warnings: findings.length - faults });
  return html`
    <section class="findings" aria-label=${t("preview.findings")}>
      <h2>${t("preview.findings")}</h2>
      <p class="quiet" role="status">${state.served ? (findings.length ? count : t("preview.no_findings")) : t("desk.loading")}</p>
      <ul>
        ${findings.map((one) => html`<${Finding} key=${idOf(one)} finding=${one} isOpen=${one === state.finding} actions=${actions} />`)}
      </ul>
    </section>`;
}

function Finding({ finding, isOpen, actions }) {
  const place = placeOf(finding);
  return html`
    <li>
      <button type="button" class="finding ${finding.warning ? "warning" : "fault"}" aria-expanded=${String(isOpen)} onClick=${() => actions.light(finding)}>
        <span class="code">${finding.code}<span class="unseen"> ${t(finding.warning ? "preview.warning" : "preview.fault")}</span></span>
        <span class="place">${place}:${finding.column}</span>
        <span class="what" lang="en">${finding.what}</span>
      </button>
      ${isOpen && html`
        <div class="copy">
          <input readonly aria-label=${t("preview.place")} value=${place} onFocus=${(event) => event.target.select()} />
          <button type="button" onClick=${() => actions.copy(place)}>${t("preview.copy")}</button>
          ${finding.node && html`
            <button type="button" class="to-drawing" onClick=${() => actions.look("drawing")}>${t("preview.to_drawing")}</button>`}
        </div>`}
    </li>`;
}

export function Variables({ played }) {
  const variables = Object.entries(played?.variables ?? {});
  return html`
    <section class="variables" aria-label=${t("preview.variables")}>
      <h2>${t("preview.variables")}</h2>
      ${variables.length === 0 ? html`<p class="quiet">${t("preview.no_variables")}</p>` : html`
        <dl>${variables.map(([name, value]) => html`
          <div key=${name}><dt>${name}</dt><dd>${String(value)}</dd></div>`)}
        </dl>`}
    </section>`;
}
