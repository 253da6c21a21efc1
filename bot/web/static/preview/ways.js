// How people went on from the questions of the flow that is drawn: the numbers of the drawing as a table.

import { html } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";
import { flowOf } from "./state.js";

/** Words of ours; every other way is called as the file calls it. */
const OURS = new Set(["answered", "elsewhere"]);

export function Ways({ ways, flow }) {
  const places = ways.places.filter((place) => flowOf(place.node) === flow);
  return html`
    <details class="ways">
      <summary>${t("preview.ways", { quarter: ways.quarter })}</summary>
      <div class="counts" role="region" aria-label=${t("preview.ways", { quarter: ways.quarter })} tabindex="0">
        ${places.length ? html`<p>${t("preview.ways_how")}</p><${Table} places=${places} />` : html`<p>${t("preview.ways_none")}</p>`}
      </div>
    </details>`;
}

function Table({ places }) {
  return html`
    <table>
      <thead><tr>${["place", "came", "by", "stopped"].map((name) => html`<th key=${name} scope="col">${t(`preview.ways_${name}`)}</th>`)}</tr></thead>
      <tbody>
        ${places.map((place) => html`
          <tr key=${place.node}>
            <th scope="row">${place.node.slice(flowOf(place.node).length + 1)}</th>
            <td>${place.came}</td>
            <td>${place.ways.map(([way, count]) => html`<span class="way" key=${way}>${OURS.has(way) ? t(`preview.way.${way}`) : way} ${count}</span>`)}</td>
            <td>${place.stopped || "–"}</td>
          </tr>`)}
      </tbody>
    </table>`;
}
