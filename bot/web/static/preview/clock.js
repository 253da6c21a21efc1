// The clock of a preview goes on only when it is told to, for all channels at once.

import { html, useState } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";

const STEPS = [5, 20, 60, 24 * 60];

export const lasting = (minutes) =>
  minutes < 60 || minutes % 60 ? t("preview.minutes", { count: minutes }) : t("preview.hours", { count: minutes / 60 });

/** After the wait of the question that stands open, if it has one, comes first: that is what an editor wants to see. */
export function Clock({ played, actions }) {
  const [wanted, setWanted] = useState(0);
  const due = played?.minutes_left ?? 0;
  const steps = due ? [due, ...STEPS.filter((step) => step !== due)] : STEPS;
  const minutes = steps.includes(wanted) ? wanted : steps[0];
  return html`
    <div class="clock" role="group" aria-label=${t("preview.clock")}>
      <label>${t("preview.clock")}
        <select onChange=${(event) => setWanted(Number(event.target.value))}>
          ${steps.map((step) => html`
            <option key=${step} value=${step} selected=${step === minutes}>
              ${step === due ? t("preview.until_due", { time: lasting(step) }) : lasting(step)}
            </option>`)}
        </select>
      </label>
      <button type="button" onClick=${() => actions.wait(minutes)}>${t("preview.wait")}</button>
    </div>`;
}
