// What the check says of the files, and what the conversation remembers.

import { html, useEffect, useRef } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";

const placeOf = (finding) => `${finding.file}:${finding.line}`;
const idOf = (finding) => `${placeOf(finding)}:${finding.column} ${finding.code} ${finding.what}`;

export function Findings({ state, actions }) {
  const { findings = [], codes = {} } = state.served ?? {};
  const faults = findings.filter((one) => !one.warning).length;
  const count = t("preview.counts", { faults, warnings: findings.length - faults });
  return html`
    <section class="findings" aria-label=${t("preview.findings")}>
      <h2>${t("preview.findings")}</h2>
      <p class="quiet" role="status">${state.served ? (findings.length ? count : t("preview.no_findings")) : t("desk.loading")}</p>
      <ul>
        ${findings.map((one) => html`
          <${Finding} key=${idOf(one)} finding=${one} code=${codes[one.code]} isOpen=${one === state.finding} actions=${actions} />`)}
      </ul>
    </section>`;
}

function Finding({ finding, code, isOpen, actions }) {
  const item = useRef(null);
  useEffect(() => {
    if (isOpen) item.current.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return html`
    <li ref=${item}>
      <button type="button" class="finding ${finding.warning ? "warning" : "fault"}" aria-expanded=${String(isOpen)} onClick=${() => actions.light(finding)}>
        <span class="code">${finding.code}<span class="unseen"> ${t(finding.warning ? "preview.warning" : "preview.fault")}</span></span>
        <span class="place">${placeOf(finding)}:${finding.column}</span>
        <span class="what" lang="en">${finding.what}</span>
      </button>
      ${isOpen && html`<${Place} finding=${finding} code=${code} actions=${actions} />`}
    </li>`;
}

/** The line itself, with the place in it; why it matters, and what to do. What a code means is told in English alone. */
function Place({ finding, code, actions }) {
  const place = placeOf(finding);
  return html`
    <div class="about">
      ${finding.text && html`<p class="source"><span class="line">${finding.line}</span><code>${marked(finding)}</code></p>`}
      <dl>
        <dt>${t("preview.why")}</dt><dd lang="en">${code.title}. ${quoted(code.why)}</dd>
        <dt>${t("preview.cure")}</dt><dd lang="en">${quoted(code.cure)}</dd>
        ${code.sound && html`<dt>${t("preview.sound")}</dt><dd><code>${code.sound}</code></dd>`}
      </dl>
      <div class="copy">
        <input readonly aria-label=${t("preview.place")} value=${place} onFocus=${(event) => event.target.select()} />
        <button type="button" onClick=${() => actions.copy(place)}>${t("preview.copy")}</button>
        ${finding.node && html`
          <button type="button" class="to-drawing" onClick=${() => actions.look("drawing")}>${t("preview.to_drawing")}</button>`}
      </div>
    </div>`;
}

/** What stands between backticks is what stands in a file. */
const quoted = (text) => text.split("`").map((piece, number) => (number % 2 ? html`<code>${piece}</code>` : piece));

/** The line without its indent, with a mark from the column on; columns count characters as people do. */
function marked({ text, column }) {
  const letters = Array.from(text);
  const indent = text.length - text.trimStart().length;
  const at = Math.max(column - 1, indent);
  return html`${letters.slice(indent, at).join("")}<mark>${letters.slice(at).join("")}</mark>`;
}

export function Variables({ played }) {
  const variables = Object.entries(played?.variables ?? {});
  return html`
    <section class="variables" aria-label=${t("preview.variables")} tabindex="0">
      <h2>${t("preview.variables")}</h2>
      ${variables.length === 0 ? html`<p class="quiet">${t("preview.no_variables")}</p>` : html`
        <dl>${variables.map(([name, value]) => html`
          <div key=${name}><dt>${name}</dt><dd>${String(value)}</dd></div>`)}
        </dl>`}
    </section>`;
}
