// Questions before something that can't be undone, and the door that opens again after a login has ended.

import { html, useLayoutEffect, useRef, useState } from "./vendor/htm-preact-3.1.1.js";
import { OutcomeForm } from "./outcomes.js";
import { canUsePasskeys, showAtLogin } from "./passkey.js";
import { hasUnsent, leftAlone, waiting } from "./state.js";
import { t } from "./words.js";

/** A modal dialog of the browser itself: it keeps the focus inside and gives it back. */
export function Dialog({ title, onCancel, children, ...rest }) {
  const box = useRef(null);
  const there = useRef(true);
  useLayoutEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    before?.blur(); // else the browser gives the focus back while the page is inert still, and no letter arrives
    dialog.showModal();
    return () => {
      there.current = false;
      dialog.close();
      before?.focus();
    };
  }, []);
  const cancelled = (event) => {
    event.preventDefault();
    onCancel?.();
  };
  // A browser may close a dialog on a second Escape whatever we say: what can't be cancelled comes back.
  const closed = () => there.current && (onCancel ? onCancel() : box.current.showModal());
  return html`
    <dialog ref=${box} class=${`${rest.class ?? ""} ${onCancel ? "" : "covers"}`.trim()} aria-labelledby="dialog-title" onCancel=${cancelled} onClose=${closed} onKeyDown=${(event) => event.stopPropagation()}>
      <h2 id="dialog-title">${title}</h2>
      ${children}
    </dialog>`;
}

export function Ask({ state, actions }) {
  const { kind, id } = state.dialog;
  const talk = state.talks[id];
  if (!talk) return null;
  if (kind === "block") return html`<${Block} talk=${talk} reasons=${state.reasons} actions=${actions} />`;
  return kind === "close" ? html`<${Close} talk=${talk} state=${state} actions=${actions} />`
    : html`<${GiveBack} talk=${talk} dialog=${state.dialog} actions=${actions} />`;
}

function Buttons({ cancel, above, children }) {
  return html`
    <div class="buttons">
      ${above}
      <button type="button" class="bare" onClick=${cancel}>${t("dialog.cancel")}</button>
      ${children}
    </div>`;
}

/** Before the last one goes: what do those hear who wait? */
export function Last({ state, actions }) {
  const { then } = state.dialog;
  const go = (tell) => () => actions.goAsLast(tell, then);
  return html`
    <${Dialog} title=${t("last.title")} onCancel=${() => actions.then()}>
      <p>${t("last.text", { count: waiting(state).length })}</p>
      <p class="quiet">${t("last.tell_why")}</p>
      <${Buttons} cancel=${() => actions.then()}>
        <button type="button" onClick=${go(false)}>${t("last.leave")}</button>
        <button type="button" class="primary" onClick=${go(true)}>${t("last.tell")}</button>
      <//>
    <//>`;
}

/** All seats are taken: one more is possible, and meant. */
export function Full({ state, actions }) {
  const { again } = state.dialog;
  return html`
    <${Dialog} title=${t("full.title")} onCancel=${() => actions.then()}>
      <p>${t("full.text", { seats: state.seats })}</p>
      <${Buttons} cancel=${() => actions.then()}>
        <button type="button" class="primary" onClick=${() => actions.then(again)}>${t("full.do")}</button>
      <//>
    <//>`;
}

/** What the other one wrote since the question stands there: it covers the talk, and nobody ends what they have not read. */
function Meanwhile({ talk, dialog }) {
  const news = talk.lines.filter((line) => line.number > dialog.told && ["help_seeker", "guest"].includes(line.author));
  return html`
    <div class="meanwhile" role="status" tabindex=${news.length > 0 ? 0 : undefined}>
      ${news.length > 0 && html`<p><b>${t("close.meanwhile")}</b></p>`}
      ${news.map((line) => html`<p class="words" dir="auto" key=${line.number}>${line.lost ? t(`lost.${line.author}`) : line.text}</p>`)}
    </div>
    <div class="why-not" role="alert">${dialog.fault && html`<p class="refusal">${dialog.fault}</p>`}</div>`;
}

function GiveBack({ talk, dialog, actions }) {
  return html`
    <${Dialog} title=${t("give_back.title")} onCancel=${actions.cancel}>
      <p>${t("give_back.text")}</p>
      ${hasUnsent(talk) && html`<p class="refusal">${t("close.unsent")}</p>`}
      <${Buttons} cancel=${actions.cancel} above=${html`<${Meanwhile} talk=${talk} dialog=${dialog} />`}>
        <button type="button" class="primary" onClick=${() => actions.giveBack(talk.id)}>${t("give_back.do")}</button>
      <//>
    <//>`;
}

function Close({ talk, state, actions }) {
  return html`
    <${Dialog} title=${t("close.title")} onCancel=${actions.cancel}>
      <${OutcomeForm} outcomes=${state.outcomes} known=${talk.outcomes} alone=${leftAlone(state)} urgency=${talk.urgency} practice=${state.practice} record=${(codes, pause, group) => actions.close(talk.id, codes, pause, group)}>
        ${hasUnsent(talk) && html`<p class="refusal">${t("close.unsent")}</p>`}
        ${!state.practice && html`
          <p><button type="button" class="bare abuse" onClick=${() => actions.ask("block", talk.id)}>${t("block.ask")}</button></p>`}
        <${Buttons} cancel=${actions.cancel} above=${html`<${Meanwhile} talk=${talk} dialog=${state.dialog} />`}>
          <button class="primary">${t("close.do")}</button>
        <//>
      <//>
    <//>`;
}

/** Abuse: somebody who coordinates decides; the talk goes on until it is closed. */
function Block({ talk, reasons, actions }) {
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    if (reason) actions.proposeBlock(talk.id, reason);
    else setAsked(true);
  };
  const fault = asked && !reason;
  return html`
    <${Dialog} title=${t("block.title")} onCancel=${actions.cancel}>
      <form class="outcomes" onSubmit=${submit}>
        <p>${t("block.text")}</p>
        <p class="quiet">${t("block.danger")}</p>
        <fieldset aria-describedby="reason-fault">
          <legend class="unseen">${t("block.why")}</legend>
          ${reasons.map((one) => html`
            <label key=${one}><input type="radio" name="reason" value=${one} checked=${one === reason}
              onChange=${() => setReason(one)} /> ${t(`block.${one}`)}</label>`)}
        </fieldset>
        <div id="reason-fault" role="alert">${fault && html`<p class="refusal">${t("block.choose")}</p>`}</div>
        <${Buttons} cancel=${actions.cancel}><button class="primary">${t("block.do")}</button><//>
      </form>
    <//>`;
}

/** Covers everything until the same person has logged in again; the page and its unsent words stay. */
export function LoggedOut({ me, actions }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const enter = async (shown) => {
    setBusy(true);
    try {
      setFault(await actions.logInAgain(password, await shown()));
    } catch {
      setFault(t("passkey.fault"));
      return setBusy(false);
    }
    setPassword("");
    setCode("");
    setBusy(false);
  };
  const submit = (event) => {
    event.preventDefault();
    return enter(() => code);
  };
  const withPasskey = () => form.current.reportValidity() && enter(showAtLogin);
  return html`
    <${Dialog} title=${t("over.title")}>
      <form ref=${form} onSubmit=${submit}>
        <p>${t("over.text")}</p>
        <div role="alert">${fault && html`<p class="refusal">${fault}</p>`}</div>
        <input name="username" autocomplete="username" value=${me} readonly hidden />
        <label for="again">${t("login.password")} (${me})</label>
        <input id="again" type="password" maxlength="1024" required autofocus autocomplete="current-password"
          value=${password} onInput=${(event) => setPassword(event.target.value)} />
        <label for="again-code">${t("login.code")}</label>
        <input id="again-code" type="text" maxlength="32" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"
          value=${code} onInput=${(event) => setCode(event.target.value)} />
        <div class="buttons">
          <a href="/desk/login">${t("over.other")}</a>
          ${canUsePasskeys && html`<button type="button" disabled=${busy} onClick=${withPasskey}>${t("passkey.log_in")}</button>`}
          <button class="primary" disabled=${busy}>${t("login.enter")}</button>
        </div>
      </form>
    <//>`;
}
