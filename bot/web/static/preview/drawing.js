// The drawing of one flow: the present node lit and in view; a click, or Enter, on a node starts there.

import { html, useEffect, useRef, useState } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";
import { Ways } from "./ways.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Fetch a drawing as a document: it is never read as HTML, and no script of it could run. */
function fetched(address, signal) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.overrideMimeType("image/svg+xml");
    request.onload = () => done(request.status === 200 ? (request.responseXML?.documentElement ?? null) : null);
    request.onerror = () => done(null);
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}

export function Drawing({ state, actions }) {
  const { served, drawn, wanted } = state;
  const paper = useRef(null);
  const [svg, setSvg] = useState(null);
  const [missing, setMissing] = useState(false);
  const language = state.played?.language ?? wanted.language;
  const flow = served.flows.some((one) => one.id === drawn.flow) ? drawn.flow : "";

  useEffect(() => {
    if (!flow) return;
    const gone = new AbortController();
    const query = new URLSearchParams({ flow, language, bundle: served.bundle });
    fetched(`/preview/drawing?${query}`, gone.signal).then((found) => {
      if (gone.signal.aborted) return;
      setMissing(found === null);
      setSvg(found);
    });
    return () => gone.abort();
  }, [served.bundle, flow, language]);

  useEffect(() => {
    const nodes = svg ? hung(svg, paper.current, actions) : [];
    if (!svg) paper.current.replaceChildren();
    return () => nodes.forEach((node) => node.classList.remove("here", "finding"));
  }, [svg, state.language]);

  useEffect(() => svg && lit(paper.current, drawn), [svg, drawn.node, drawn.why, state.finding, state.language, state.view]);

  return html`
    <section class="drawing" aria-label=${t("preview.drawing")}>
      <div class="head">
        <h2>${t("preview.drawing")}</h2>
        <label><span class="unseen">${t("preview.flow")}</span>
          <select onChange=${(event) => actions.draw(event.target.value)}>
            ${!flow && html`<option value="" selected>–</option>`}
            ${served.flows.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === flow}>${one.id}</option>`)}
          </select>
        </label>
        <p class="where" role="status">${where(state)}</p>
      </div>
      ${missing && html`<${Plain} nodes=${served.flows.find((one) => one.id === flow)?.nodes ?? []} drawn=${drawn} actions=${actions} />`}
      <div class="paper" ref=${paper} hidden=${missing}></div>
      ${served.ways && flow && html`<${Ways} ways=${served.ways} flow=${flow} />`}
    </section>`;
}

function where({ drawn, played, finding }) {
  if (finding) return finding.node ? t("preview.finding_at", { node: finding.node }) : t("preview.finding_nowhere");
  return played ? t(`preview.at.${played.phase}`, { node: drawn.node || "–" }) : "";
}

/** Without a drawing program there is still a list. */
function Plain({ nodes, drawn, actions }) {
  return html`
    <ul class="plain">
      ${nodes.map((node) => html`
        <li key=${node}><button type="button" class=${node === drawn.node ? drawn.why : ""}
          aria-current=${node === drawn.node ? "step" : null} onClick=${() => actions.startAt(node)}>${node}</button></li>`)}
    </ul>`;
}

/** Hang a drawing on the page, and let its nodes be clicked; returns them. Whoever was on a node is so in the new drawing. */
function hung(svg, paper, actions) {
  const before = paper.contains(document.activeElement) ? document.activeElement.id : null;
  paper.replaceChildren(document.importNode(svg, true));
  paper.firstChild.setAttribute("role", "group");
  paper.firstChild.setAttribute("aria-label", t("preview.drawing_how"));
  const nodes = [...paper.querySelectorAll("g.node")];
  for (const [place, node] of nodes.entries()) {
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", t("preview.start_here", { node: node.id }));
    node.setAttribute("tabindex", place === 0 ? "0" : "-1");
    node.addEventListener("click", () => actions.startAt(node.id));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") actions.startAt(node.id);
      else if (event.key in STEPS) move(nodes, nodes[place + STEPS[event.key]]);
      else return;
      event.preventDefault();
    });
  }
  if (before !== null) move(nodes, nodes.find((node) => node.id === before) ?? nodes[0]);
  return nodes;
}

/** The arrow keys go from node to node; only one of them is a stop of the Tab key. */
function move(nodes, to) {
  if (!to) return;
  for (const node of nodes) node.setAttribute("tabindex", node === to ? "0" : "-1");
  to.focus();
}

function lit(paper, { node: wanted, why }) {
  const nodes = [...paper.querySelectorAll("g.node")];
  for (const node of nodes) {
    const isIt = node.id === wanted;
    node.classList.toggle("here", isIt && why === "here");
    node.classList.toggle("finding", isIt && why === "finding");
    if (isIt) node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
  }
  const it = nodes.find((node) => node.id === wanted);
  if (!it) return;
  for (const node of nodes) node.setAttribute("tabindex", node === it ? "0" : "-1");
  const [box, frame] = [it.getBoundingClientRect(), paper.getBoundingClientRect()];
  paper.scrollBy({
    left: box.left + box.width / 2 - frame.left - frame.width / 2,
    top: box.top + box.height / 2 - frame.top - frame.height / 2,
  });
}
