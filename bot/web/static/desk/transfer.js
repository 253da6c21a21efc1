// A talk on its way to a colleague, as each of the two counsellors sees it: the offer, what it waits for, the question whom.

import { html, useLayoutEffect, useRef, useState } from "./vendor/htm-preact-3.1.1.js";
import { Dialog } from "./dialogs.js";
import { known, t } from "./words.js";

const LONGEST_NOTE = 500;

/** What colleagues offer to this counsellor; nothing of the talk is in it but how it stands in the queue. */
export function Offers({ offers, actions }) {
  return html`
    <div role="status">
      ${offers.length > 0 && html`
        <ul class="offers" aria-label=${t("offers.title")}>
          ${offers.map((one) => html`<${Offer} key=${one.id} one=${one} actions=${actions} />`)}
        </ul>`}
    </div>`;
}

function Offer({ one, actions }) {
  const named = [known(`channel.${one.channel}`, one.channel), known(`language.${one.language}`, one.language), t(`waited.${one.waited}`)];
  return html`
    <li class="offer" data-offer=${one.id}>
      <p><b>${t("offers.by", { by: one.by })}</b></p>
      <p class="quiet">${one.urgency === "urgent" && html`<b class="pill">${t("urgency.urgent")}</b> `}${named.join(" · ")}</p>
      ${one.state === "asked" ? html`
        <p>${t("offers.asked")}</p>
        <div class="do"><button type="button" onClick=${() => actions.decline(one.id)}>${t("offers.cancel")}</button></div>` : html`
        <p>${t("offers.how")}</p>
        <div class="do">
          <button type="button" onClick=${() => actions.decline(one.id)}>${t("offers.decline")}</button>
          <button type="button" class="primary" onClick=${() => actions.accept(one.id)}>${t("offers.accept")}</button>
        </div>`}
    </li>`;
}

/** What the holder of a talk reads while it is offered. */
export function Passing({ one, actions }) {
  return html`
    <div class="passing" role="status">
      ${one && html`
        <div class="line-of-pass">
          <p>${t(`pass.${one.state}`, { to: one.to })}</p>
          <button type="button" onClick=${() => actions.recall(one.id)}>${t("pass.recall")}</button>
        </div>`}
    </div>`;
}

/** The question to whom a talk is to go: who is there, who has a seat, whom it fits, and a note that the other person reads too. */
export function Pass({ state, actions }) {
  const { id, colleagues } = state.dialog;
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [fault, setFault] = useState("");
  const over = [...note].length - LONGEST_NOTE;
  const submit = async (event) => {
    event.preventDefault();
    if (over > 0) return;
    setFault(to ? await actions.offer(id, to, note.replaceAll("\0", "").trim()) : t("pass.choose"));
  };
  return html`
    <${Dialog} title=${t("pass.title")} onCancel=${actions.cancel} class="pass">
      <form onSubmit=${submit}>
        <p>${t("pass.how")}</p>
        <${Whom} colleagues=${colleagues} to=${to} setTo=${setTo} />
        ${colleagues?.length > 0 && html`
          <label for="pass-note">${t("pass.note")}</label>
          <textarea id="pass-note" rows="3" dir="auto" value=${note} aria-describedby="pass-help" aria-invalid=${over > 0}
            onInput=${({ target }) => setNote(target.value)}></textarea>
          <p id="pass-help" class=${over > 0 ? "refusal" : "quiet"}>${over > 0 ? t("talk.too_long", { count: over }) : t("pass.note_help")}</p>`}
        <div role="alert">${fault && html`<p class="refusal">${fault}</p>`}</div>
        <div class="buttons">
          <button type="button" class="bare" onClick=${actions.cancel}>${t("dialog.cancel")}</button>
          ${colleagues?.length > 0 && html`<button class="primary" disabled=${over > 0}>${t("pass.do")}</button>`}
        </div>
      </form>
    <//>`;
}

function Whom({ colleagues, to, setTo }) {
  const list = useRef(null);
  useLayoutEffect(() => list.current?.querySelector("input")?.focus(), [colleagues]);
  if (colleagues === null) return html`<p class="quiet" role="status">${t("desk.loading")}</p>`;
  if (colleagues.length === 0) return html`<p role="status">${t("pass.none")}</p>`;
  return html`
    <fieldset class="whom" ref=${list}>
      <legend>${t("pass.whom")}</legend>
      ${colleagues.map(({ name, free, fits }) => html`
        <label key=${name}>
          <input type="radio" name="to" value=${name} checked=${to === name} onChange=${() => setTo(name)} />
          <span><b>${name}</b> <span class=${free ? "quiet" : "full"}>${free ? t("pass.free", { count: free }) : t("pass.full")} · ${t(fits ? "pass.fits" : "pass.fits_not")}</span></span>
        </label>`)}
    </fieldset>`;
}
