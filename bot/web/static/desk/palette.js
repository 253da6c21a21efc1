// A list that one searches by typing: the ready-made words of a talk, or everything that can be done right now.

import { html, useState } from "./vendor/htm-preact-3.1.1.js";
import { Dialog } from "./dialogs.js";
import { isOpen, mine, passingOf, waiting } from "./state.js";
import { known, t } from "./words.js";

/** Return a text as it is searched: without accents and capitals. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return the items in which every typed word stands. */
export function found(items, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = plain(`${item.title} ${item.hint ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

/** The ready-made words of a talk: what is chosen lands in the text box, where it can be changed. */
export function ReadyWords({ state, actions }) {
  const { id, words } = state.dialog;
  const items = words?.map((one) => ({ ...one, hint: one.text, pick: () => actions.takeWords(id, one.text) }));
  return html`<${Palette} title=${t("palette.words")} items=${items} lang=${state.talks[id]?.language} cancel=${actions.cancel} />`;
}

/** Everything that can be done right now. */
export function Commands({ state, actions }) {
  return html`<${Palette} title=${t("palette.commands")} items=${commands(state, actions)} cancel=${() => actions.then()} />`;
}

function commands(state, actions) {
  const talk = state.shown ? state.talks[state.shown] : null;
  const named = (row) => [known(`channel.${row.channel}`, row.channel), known(`language.${row.language}`, row.language)].join(" · ");
  const ofTalk = talk && isOpen(talk) ? [
    ["words", t("palette.words"), () => actions.askWords(talk.id)],
    ["note", t("notes.write"), () => actions.toNotes(), "F2"],
    ["partner", t("palette.partner"), actions.toPartner],
    passingOf(state, talk.id) ? ["recall", t("palette.recall"), () => actions.recall(talk.id)]
      : ["pass", t("pass.title"), () => actions.askPass(talk.id), "Alt+C"],
    ["give_back", t("talk.give_back"), () => actions.ask("give_back", talk.id)],
    ["close", t("talk.close"), () => actions.ask("close", talk.id)],
    ...(state.practice ? [] : [["block", t("block.ask"), () => actions.ask("block", talk.id)]]),
  ] : [];
  return [
    ...(waiting(state).length && !state.pausedUntil ? [["next", t("palette.next"), () => actions.takeNext(), "Alt+N"]] : []),
    ...ofTalk,
    ...state.offers.flatMap((one) => [
      ...(one.state === "offered" ? [[`accept-${one.id}`, t("palette.accept", { by: one.by }), () => actions.accept(one.id)]] : []),
      [`decline-${one.id}`, t("palette.decline", { by: one.by }), () => actions.decline(one.id)],
    ]),
    ...mine(state).map((row) => [`to-${row.id}`, t("palette.go", { talk: named(row) }), () => actions.show(row.id)]),
    ["guides", t(state.guides ? "guides.hide" : "guides.title"), () => actions.toggleGuides(), "Alt+M"],
    ["queue", t("palette.queue"), actions.backToQueue],
    ...(state.pausedUntil ? [["pause", t("pause.end"), actions.endPause, "Alt+P"]] : []),
    ["duty", t(state.duty ? "palette.duty_off" : "palette.duty_on"), () => actions.setDuty(!state.duty)],
    ["sound", t(state.sound ? "palette.sound_off" : "palette.sound_on"), () => actions.setSound(!state.sound)],
    ["notices", t(state.notices ? "palette.notices_off" : "palette.notices_on"), () => actions.setNotices(!state.notices)],
    ...[...state.pages, ...(state.pages.includes("/desk") ? ["/practice"] : [])].filter((page) => page !== state.at).map((page) => [page, t(`page.${page.slice(1)}`), () => location.assign(page)]),
    ["logout", t("desk.logout"), actions.logOut],
  ].map(([id, title, run, hint]) => ({ id, title, hint, pick: () => actions.then(run) }));
}

/** A search field over a list: arrows walk, Enter takes, Escape leaves. `items` is null while they are fetched. */
function Palette({ title, items, lang, cancel }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const shown = found(items ?? [], typed);
  const chosen = shown[Math.min(at, shown.length - 1)];
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(to, shown.length - 1)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      chosen?.pick();
    }
  };
  return html`
    <${Dialog} title=${title} onCancel=${cancel} class="palette">
      <input type="text" role="combobox" autofocus autocomplete="off" spellcheck="false" aria-label=${t("palette.search")}
        placeholder=${t("palette.search")} aria-expanded="true" aria-controls="found" aria-autocomplete="list"
        aria-activedescendant=${chosen ? `found-${chosen.id}` : undefined} value=${typed} onKeyDown=${onKeyDown}
        onInput=${(event) => { setTyped(event.target.value); setAt(0); }} />
      <p class="unseen" role="status">${items ? t("palette.found", { count: shown.length }) : t("desk.loading")}</p>
      <ul id="found" role="listbox" aria-label=${title}>
        ${shown.map((item) => html`<${Item} key=${item.id} item=${item} lang=${lang} chosen=${item === chosen} />`)}
      </ul>
      ${items && shown.length === 0 && html`<p class="quiet">${t("palette.none")}</p>`}
      <div class="buttons"><button type="button" class="bare" onClick=${cancel}>${t("dialog.cancel")}</button></div>
    <//>`;
}

function Item({ item, lang, chosen }) {
  const intoView = (element) => chosen && element?.scrollIntoView({ block: "nearest" });
  return html`
    <li id=${`found-${item.id}`} ref=${intoView} role="option" aria-selected=${String(chosen)} onClick=${item.pick}>
      <b>${item.title}</b>
      ${item.hint && html`<span class="hint" lang=${lang} dir="auto">${item.hint}</span>`}
    </li>`;
}
