// A warm hand-over to a partner: what would be passed on, and what the other one says to it. Nothing leaves from here.

import { html, useEffect, useState } from "./vendor/htm-preact-3.1.1.js";
import { isKept } from "./drafts.js";
import { isOpen, LONGEST_REFERRAL } from "./state.js";
import { t } from "./words.js";

const wide = matchMedia("(min-width: 1180px)");
const WAITS = new Set(["asked", "changing"]);

export function Referrals({ talk, actions }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open && isOpen(talk) && !talk.partners) actions.askPartners(talk.id);
  }, [open, talk.id, talk.phase]);
  useEffect(() => { // on a phone it would cover what is said
    if (wide.matches && (talk.referrals.length > 0 || talk.referral)) setOpen(true);
  }, [talk.referrals.length > 0, talk.id]);
  const waits = talk.referrals.some((one) => WAITS.has(one.consent));
  return html`
    <details class="referrals" open=${open} onToggle=${({ target }) => setOpen(target.open)}>
      <summary>${t("referral.title")} ${talk.referrals.length > 0 && html`<span class="count">${talk.referrals.length}</span>`}
        <span class="gist quiet">${t("referral.gist")}</span></summary>
      <p class="quiet">${t("referral.promise")}</p>
      ${talk.referrals.length > 0 && html`
        <ol aria-label=${t("referral.title")} aria-live="polite">
          ${talk.referrals.map((one) => html`<${Referral} key=${one.number} one=${one} talk=${talk} actions=${actions} />`)}
        </ol>`}
      ${isOpen(talk) && !waits && html`<${Form} talk=${talk} actions=${actions} />`}
    </details>`;
}

function Referral({ one, talk, actions }) {
  const partner = talk.partners?.find(({ id }) => id === one.partner);
  return html`
    <li class=${one.consent}>
      <p><b>${one.name}</b> · <span class="consent">${t(`referral.${one.consent}`)}</span></p>
      ${one.words && html`<p class="words" dir="auto" lang=${talk.language}>${one.words}</p>`}
      ${one.consent === "agreed" && isOpen(talk) && html`
        ${partner && html`<${Reached} partner=${partner} />`}
        <button type="button" onClick=${() => actions.copyReferral(one)}>${t("referral.copy")}</button>`}
      ${WAITS.has(one.consent) && isOpen(talk) && html`
        <button type="button" onClick=${() => actions.withdraw(talk.id)}>${t("referral.withdraw")}</button>`}
    </li>`;
}

function Reached({ partner }) {
  return html`<p class="quiet">${partner.reached}${!partner.verified && html` · <b>${t("referral.unverified")}</b>`}</p>`;
}

function Form({ talk, actions }) {
  const over = [...talk.referral].length - LONGEST_REFERRAL;
  const chosen = talk.partners?.find(({ id }) => id === talk.partner);
  const ready = chosen && talk.referral.trim() && over <= 0 && !talk.proposing;
  const submit = (event) => {
    event.preventDefault();
    if (ready) actions.propose(talk.id);
  };
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    actions.toNotes(false);
  };
  return html`
    <form onSubmit=${submit} onKeyDown=${onKeyDown}>
      <label for="partner">${t("referral.partner")}</label>
      <select id="partner" value=${chosen ? talk.partner : ""} onChange=${({ target }) => actions.writeReferral(talk.id, { partner: target.value })}>
        <option value="">${t("referral.choose")}</option>
        ${talk.partners?.map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === talk.partner}>${name}</option>`)}
      </select>
      ${chosen && html`<${Reached} partner=${chosen} />`}
      <label for="referral">${t("referral.words")}</label>
      <textarea id="referral" rows="3" dir="auto" lang=${talk.language} value=${talk.referral} aria-describedby="referral-help"
        aria-invalid=${over > 0} onInput=${({ target }) => actions.writeReferral(talk.id, { referral: target.value })}></textarea>
      <p id="referral-help" class=${over > 0 ? "help bad" : "help"}>${over > 0 ? t("talk.too_long", { count: over }) : html`
        ${talk.referral.trim() && html`<span class="kept">${t(isKept(talk) ? "draft.kept" : "draft.here")}</span> `}
        ${t("referral.help")}`}</p>
      <button disabled=${!ready}>${t("referral.propose")}</button>
    </form>`;
}

/** Return what a counsellor does about partners. */
export function makeReferring({ get, change, link, notice, said, path, newClientId, withTalk, touch }) {
  const set = (id, values) => change((state) => withTalk(state, id, () => values));
  return {
    async askPartners(id) {
      const answer = await link.get(path(id, "partners"));
      if (answer.ok) set(id, { partners: answer.body.partners });
    },

    writeReferral(id, what) {
      set(id, { ...what, held: false, proposal: null }); // other words are another proposal
      touch(id);
    },

    /** Propose what stands there; asked again after a lost answer, it is the same proposal. */
    async propose(id) {
      const { partner, referral } = get().talks[id];
      const proposal = get().talks[id].proposal ?? newClientId();
      set(id, { proposal, proposing: true });
      const answer = await link.post(path(id, "propose"), { partner, words: referral.trim(), client_id: proposal });
      set(id, { proposing: false });
      if (!answer.ok) return notice(said(answer), "bad");
      set(id, { referral: "", partner: "", proposal: null });
      touch(id);
      return notice(t("referral.proposed"));
    },

    /** Take back what waits for an answer; its words can be used again. */
    async withdraw(id) {
      const before = get().talks[id]?.referrals.find((one) => WAITS.has(one.consent));
      const answer = await link.post(path(id, "withdraw"), {});
      if (!answer.ok) return notice(said(answer), "bad");
      const talk = get().talks[id];
      if (talk && before && !talk.referral) {
        set(id, { referral: before.words, partner: before.partner });
        touch(id);
      }
      return undefined;
    },

    async copyReferral(one) {
      try {
        await navigator.clipboard.writeText(one.words);
        notice(t("referral.copied"));
      } catch {
        notice(t("referral.not_copied"), "bad");
      }
    },
  };
}
