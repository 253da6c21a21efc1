// Notes beside a talk: for whoever has the case, never for the other one. Another place, another look, another key.

import { html, useEffect, useLayoutEffect, useRef } from "./vendor/htm-preact-3.1.1.js";
import { isKept } from "./drafts.js";
import { isNote, isOpen, LONGEST } from "./state.js";
import { t } from "./words.js";

const wide = matchMedia("(min-width: 1180px)");

export function Notes({ talk, me, link, focus, actions }) {
  const box = useRef(null);
  const field = useRef(null);
  useLayoutEffect(() => { // at once: what is typed next must not land in the talk
    if (focus.on !== "note" || !box.current) return;
    box.current.open = true;
    (field.current ?? box.current.querySelector("summary")).focus();
  }, [focus, talk.id]);
  const kept = talk.lines.filter(isNote);
  const fromOthers = kept.filter((line) => line.by && line.by !== me).length;
  useEffect(() => { // what a colleague gave along is to be read, on a phone too
    if (fromOthers && box.current) box.current.open = true;
  }, [fromOthers, talk.id]);
  const pending = talk.pending.filter((one) => one.kind === "note");
  return html`
    <details class="notes" ref=${box} open=${wide.matches}>
      <summary>${t("notes.title")} <span class="count">${kept.length + pending.length}</span>
        <span class="gist quiet">${t("notes.for_whom")}</span></summary>
      <p class="promise"><span aria-hidden="true">✎</span> ${t("notes.promise")}</p>
      ${kept.length + pending.length > 0 && html`
        <ol aria-label=${t("notes.title")}>
          ${kept.map((line) => html`
            <li key=${line.number}>
              ${line.by && html`<span class="by">${line.by === me ? t("notes.you") : line.by}</span>`}
              <p class="words" dir="auto">${line.lost ? t("lost.note") : line.text}</p>
            </li>`)}
          ${pending.map((one) => html`<${Pending} key=${one.client_id} one=${one} talk=${talk} link=${link} actions=${actions} />`)}
        </ol>`}
      ${isOpen(talk) && html`<${NoteForm} talk=${talk} field=${field} actions=${actions} />`}
    </details>`;
}

/** A note that the server has not accepted yet. */
function Pending({ one, talk, link, actions }) {
  return html`
    <li class="pending">
      <span class=${`fate ${one.fault ? "failed" : "waiting"}`}>${t(one.fault ? "notes.unkept" : link === "lost" ? "fate.offline" : "fate.here")}</span>
      <p class="words" dir="auto">${one.text}</p>
      ${one.fault && isOpen(talk) && html`
        <button type="button" onClick=${() => actions.takeBack(talk.id, one)}>${t("talk.take_back")}</button>`}
    </li>`;
}

function NoteForm({ talk, field, actions }) {
  const over = [...talk.note].length - LONGEST;
  const submit = (event) => {
    event.preventDefault();
    if (over <= 0) actions.keepNote(talk.id);
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      actions.toNotes(false);
    }
    if (event.key === "Enter" && !event.isComposing && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return html`
    <form class="note-form" onSubmit=${submit}>
      <label for="note">${t("notes.write")}</label>
      <textarea id="note" ref=${field} rows="2" dir="auto" value=${talk.note} aria-describedby="note-help"
        aria-invalid=${over > 0} aria-keyshortcuts="F2" onKeyDown=${onKeyDown}
        onInput=${({ target }) => actions.writeNote(talk.id, target.value)}></textarea>
      <p id="note-help" class=${over > 0 ? "help bad" : "help"}>${over > 0 ? t("talk.too_long", { count: over }) : html`
        ${talk.note.trim() && html`<span class="kept">${t(isKept(talk) ? "draft.kept" : "draft.here")}</span>`}
        <span class="keys">${t("notes.keys")}</span>`}</p>
      <button disabled=${over > 0}>${t("notes.keep")}</button>
    </form>`;
}
