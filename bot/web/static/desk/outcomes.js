// What came of a case: codes in three groups, several at once; "no talk" stands alone.

import { html, useState } from "./vendor/htm-preact-3.1.1.js";
import { t } from "./words.js";

/** Return the chosen codes after one of them was ticked or unticked. */
export function toggled(chosen, one, outcomes) {
  const [, alone] = outcomes.find(([group]) => group === "no_talk");
  if (chosen.includes(one)) return chosen.filter((other) => other !== one);
  return alone.includes(one) ? [one] : [...chosen.filter((other) => !alone.includes(other)), one];
}

const PAUSES = [0, 5, 10, 15];
const NOTHING_HAPPENED = ["no_contact", "wrong_service", "test"];

/** Return the pause that is offered after a talk, in minutes: longer after an urgent one, none where there was no talk. */
export function offeredPause(urgency, chosen) {
  if (chosen.some((code) => NOTHING_HAPPENED.includes(code))) return 0;
  return urgency === "urgent" ? 10 : 5;
}

/** A form that asks what came of a case and for a pause, and hands over both once there is a code; some are `known` already. */
export function OutcomeForm({ outcomes, known = [], urgency, alone, practice, record, children }) {
  const [chosen, setChosen] = useState(known);
  const [pause, setPause] = useState(null);
  const [group, setGroup] = useState("");
  const [asked, setAsked] = useState(false);
  const minutes = pause ?? offeredPause(urgency, chosen);
  const submit = (event) => {
    event.preventDefault();
    if (chosen.length > 0) record(chosen, minutes, group.trim());
    else setAsked(true);
  };
  const fault = asked && chosen.length === 0;
  return html`
    <form class="outcomes" onSubmit=${submit}>
      ${practice && html`<p><b class="pill practice">${t("practice.mark")}</b> ${t("practice.outcome")}</p>`}
      <p>${t("close.how")}</p>
      ${outcomes.map(([group, codes]) => html`
        <${Group} key=${group} group=${group} codes=${codes} chosen=${chosen}
          choose=${(one) => setChosen(toggled(chosen, one, outcomes))} />`)}
      <div id="outcome-fault" role="alert">${fault && html`<p class="refusal">${t("close.choose")}</p>`}</div>
      <${GroupNamed} name=${group} change=${setGroup} />
      <${Pauses} minutes=${minutes} alone=${alone} choose=${setPause} />
      ${children}
    </form>`;
}

/** Which group was named: the name is not kept, only how many different ones there were. */
function GroupNamed({ name, change }) {
  return html`
    <p class="group">
      <label for="group-named">${t("group.named")}</label>
      <input id="group-named" maxlength="80" autocomplete="off" spellcheck=${false} dir="auto" aria-describedby="group-why"
        value=${name} onInput=${(event) => change(event.target.value)} />
      <span id="group-why" class="quiet">${t("group.why")}</span>
    </p>`;
}

/** How long nobody new is to come after this talk. */
function Pauses({ minutes, alone, choose }) {
  return html`
    <fieldset class="pauses" aria-describedby="pause-why">
      <legend>${t("pause.after")}</legend>
      <div>${PAUSES.map((one) => html`
        <label key=${one}><input type="radio" name="pause" value=${one} checked=${one === minutes}
          onChange=${() => choose(one)} /> ${one ? t("pause.minutes", { count: one }) : t("pause.none")}</label>`)}</div>
      <p id="pause-why" class="quiet">${t("pause.why")}${alone > 0 && minutes > 0 ? ` ${t("pause.alone", { count: alone })}` : ""}</p>
    </fieldset>`;
}

function Group({ group, codes, chosen, choose }) {
  const count = codes.filter((one) => chosen.includes(one)).length;
  return html`
    <details open=${group === "gave" || count > 0}>
      <summary>${t(`outcomes.${group}`)}${count > 0 && html` <span class="count">${count}</span>`}</summary>
      <fieldset aria-describedby="outcome-fault">
        <legend class="unseen">${t(`outcomes.${group}`)}</legend>
        ${codes.map((one) => html`
          <label key=${one}><input type="checkbox" name="outcome" value=${one} checked=${chosen.includes(one)}
            onChange=${() => choose(one)} /> ${t(`outcome.${one}`)}</label>`)}
      </fieldset>
    </details>`;
}
