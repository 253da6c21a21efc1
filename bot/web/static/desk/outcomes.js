// What came of a case: codes in three groups, several at once; "no talk" stands alone.

import { html, useState } from "./vendor/htm-preact-3.1.1.js";
import { t } from "./words.js";

/** Return the chosen codes after one of them was ticked or unticked. */
export function toggled(chosen, one, outcomes) {
  const [, alone] = outcomes.find(([group]) => group === "no_talk");
  if (chosen.includes(one)) return chosen.filter((other) => other !== one);
  return alone.includes(one) ? [one] : [...chosen.filter((other) => !alone.includes(other)), one];
}

/** A form that asks what came of a case, and hands over the codes once there is one; some are `known` already. */
export function OutcomeForm({ outcomes, known = [], record, children }) {
  const [chosen, setChosen] = useState(known);
  const [asked, setAsked] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    if (chosen.length > 0) record(chosen);
    else setAsked(true);
  };
  const fault = asked && chosen.length === 0;
  return html`
    <form class="outcomes" onSubmit=${submit}>
      <p>${t("close.how")}</p>
      ${outcomes.map(([group, codes]) => html`
        <${Group} key=${group} group=${group} codes=${codes} chosen=${chosen}
          choose=${(one) => setChosen(toggled(chosen, one, outcomes))} />`)}
      <div id="outcome-fault" role="alert">${fault && html`<p class="refusal">${t("close.choose")}</p>`}</div>
      ${children}
    </form>`;
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
