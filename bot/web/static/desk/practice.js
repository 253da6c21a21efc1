// What stands over a desk for practice: that it is one, and the link by which somebody plays a help-seeker.

import { html, useLayoutEffect, useRef } from "./vendor/htm-preact-3.1.1.js";
import { t } from "./words.js";

export function Practice({ state, actions }) {
  const field = useRef(null);
  useLayoutEffect(() => {
    if (state.focus.on === "play") field.current?.select();
  }, [state.focus]);
  return html`
    <section class="banner practice" aria-labelledby="practice-title">
      <p><b id="practice-title">${t("practice.title")}.</b> ${t("practice.about")}</p>
      <div class="play">
        <button type="button" onClick=${actions.makePlayLink}>${t("practice.make")}</button>
        <a href="/desk">${t("practice.leave")}</a>
        ${state.playLink && html`
          <label>${t("practice.link")} <input type="text" readonly ref=${field} value=${state.playLink} /></label>
          <a href=${state.playLink} target="_blank" rel="noreferrer">${t("practice.open")}</a>`}
      </div>
    </section>`;
}
