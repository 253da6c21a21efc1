// A warm hand-over to a partner: what would be passed on, and what the other one says to it. Nothing leaves from here.

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact-3.1.1.js";
import { isKept } from "./drafts.js";
import { isOpen, LONGEST_REFERRAL } from "./state.js";
import { t } from "./words.js";

const wide = matchMedia("(min-width: 1180px)");
const WAITS = new Set(["asked", "changing"]);

export function Referrals({ talk, focus, actions }) {
  const box = useRef(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open && isOpen(talk) && !talk.partners) actions.askPartners(talk.id);
  }, [open, talk.id, talk.phase]);
  useEffect(() => { // on a phone it would cover what is said
    if (wide.matches && (talk.referrals.length > 0 || talk.referral)) setOpen(true);
  }, [talk.referrals.length > 0, talk.id]);
  useLayoutEffect(() => {
    if (focus.on !== "partner" || !box.current) return;
    box.current.open = true;
    (box.current.querySelector("#partner") ?? box.current.querySelector("summary")).focus();
  }, [focus, talk.id]);
  const latest = talk.referrals.at(-1);
  const waits = talk.referrals.some((one) => WAITS.has(one.consent)) || mayJoin(latest, talk);
  return html`
    <details class="referrals" ref=${box} open=${open} onToggle=${({ target }) => setOpen(target.open)}>
      <summary>${t("referral.title")} ${talk.referrals.length > 0 && html`<span class="count">${talk.referrals.length}</span>`}</summary>
      <p class="quiet">${t("referral.promise")}</p>
      ${talk.referrals.length > 0 && html`
        <ol aria-label=${t("referral.title")} aria-live="polite">
          ${talk.referrals.map((one) => html`<${Referral} key=${one.number} one=${one} talk=${talk} actions=${actions} />`)}
        </ol>`}
      ${isOpen(talk) && !waits && html`<${Form} talk=${talk} actions=${actions} />`}
    </details>`;
}

/** Tell whether somebody is in the talk, or may come: then nothing else is asked, so that a “no” can only mean that. */
const mayJoin = (one, talk) => Boolean(one?.person) && one.consent === "agreed" && talk.asked === one.number;

function Referral({ one, talk, actions }) {
  const partner = talk.partners?.find(({ id }) => id === one.partner);
  return html`
    <li class=${one.consent}>
      <p><b>${one.person ? `${one.person}, ${one.name}` : one.name}</b> · <span class="consent">
        ${t(one.person && one.consent === "agreed" ? "referral.joins" : `referral.${one.consent}`)}</span></p>
      ${one.words && html`<p class="words" dir="auto" lang=${talk.language}>${one.words}</p>`}
      ${one.person && one === talk.referrals.at(-1) && mayJoin(one, talk) && isOpen(talk) && html`<${Joining} one=${one} talk=${talk} actions=${actions} />`}
      ${one.consent === "agreed" && !one.person && isOpen(talk) && html`
        ${partner && html`<${Reached} partner=${partner} />`}
        <button type="button" onClick=${() => actions.copyReferral(one)}>${t("referral.copy")}</button>`}
      ${WAITS.has(one.consent) && isOpen(talk) && html`
        <button type="button" onClick=${() => actions.withdraw(talk.id)}>${t("referral.withdraw")}</button>`}
    </li>`;
}

/** Whom the other one lets in: a link that opens once, and the way to end it. */
function Joining({ one, talk, actions }) {
  const guest = talk.guest?.number === one.number ? talk.guest : null;
  return html`
    <p role="status">${guest && t(guest.here ? "referral.here" : "referral.waits")}</p>
    ${!guest?.here && talk.link && html`
      <p class="words link">${talk.link}</p><p class="quiet">${t("referral.link_why")}</p>`}
    ${!guest?.here && html`<button type="button" onClick=${() => actions.makeLink(talk.id, one)}>${t("referral.link")}</button>`}
    <button type="button" onClick=${() => actions.endGuest(talk.id)}>${t("referral.end")}</button>`;
}

function Reached({ partner }) {
  return html`<p class="quiet">${partner.reached}${!partner.verified && html` · <b>${t("referral.unverified")}</b>`}</p>`;
}

function Form({ talk, actions }) {
  const [joins, setJoins] = useState(false);
  const [person, setPerson] = useState("");
  const over = joins ? 0 : [...talk.referral].length - LONGEST_REFERRAL;
  const chosen = talk.partners?.find(({ id }) => id === talk.partner);
  const ready = chosen && (joins ? person : talk.referral).trim() && over <= 0 && !talk.proposing;
  const submit = (event) => {
    event.preventDefault();
    if (ready) actions.propose(talk.id, joins ? person.trim() : "");
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
      <label for="what">${t("referral.what")}</label>
      <select id="what" onChange=${({ target }) => setJoins(target.value === "join")}>
        <option value="words" selected=${!joins}>${t("referral.what_words")}</option>
        <option value="join" selected=${joins}>${t("referral.what_join")}</option>
      </select>
      ${joins ? html`
        <label for="person">${t("referral.person")}</label>
        <input id="person" type="text" maxlength="60" autocomplete="off" value=${person} onInput=${({ target }) => setPerson(target.value)} />`
      : html`
      <label for="referral">${t("referral.words")}</label>
      <textarea id="referral" rows="3" dir="auto" lang=${talk.language} value=${talk.referral} aria-describedby="referral-help"
        aria-invalid=${over > 0} onInput=${({ target }) => actions.writeReferral(talk.id, { referral: target.value })}></textarea>
      <p id="referral-help" class=${over > 0 ? "help bad" : "help"}>${over > 0 ? t("talk.too_long", { count: over }) : html`
        ${talk.referral.trim() && html`<span class="kept">${t(isKept(talk) ? "draft.kept" : "draft.here")}</span> `}
        ${t("referral.help")}`}</p>`}
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
    async propose(id, person = "") {
      const { partner, referral } = get().talks[id];
      const what = person ? { person } : { words: referral.trim() };
      const proposal = get().talks[id].proposal ?? newClientId();
      set(id, { proposal, proposing: true });
      const answer = await link.post(path(id, "propose"), { partner, ...what, client_id: proposal });
      set(id, { proposing: false });
      if (!answer.ok) return notice(said(answer), "bad");
      set(id, { partner: "", proposal: null, ...(person ? {} : { referral: "" }) });
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

    /** Make a link for whom the other one lets in; it is on this page and nowhere else. */
    async makeLink(id, one) {
      const answer = await link.post(path(id, "guest"), { number: one.number });
      if (!answer.ok) return notice(said(answer), "bad");
      return set(id, { link: `${location.origin}${answer.body.path}` });
    },

    async endGuest(id) {
      const answer = await link.post(path(id, "guest-end"), {});
      if (!answer.ok) return notice(said(answer), "bad");
      return set(id, { link: "" });
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
