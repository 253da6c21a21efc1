// The conversation as one channel shows it, with what can be tapped and typed there.

import { html, useEffect, useLayoutEffect, useRef, useState } from "/desk/static/vendor/htm-preact-3.1.1.js";
import { t } from "/desk/static/words.js";
import { lasting } from "./clock.js";
import { isAnswered } from "./state.js";

const LONGEST = 20_000;

export function Side({ channel, shown, state, actions }) {
  const side = useRef(null);
  const log = useRef(null);
  const acted = useRef(0);
  const turns = shown?.turns ?? [];
  const name = t(`channel.${channel}`);
  const isActing = state.acting === channel;

  useLayoutEffect(() => {
    log.current.scrollTop = log.current.scrollHeight;
  }, [shown, state.view]);

  // What was tapped is gone: the focus goes to what can be tapped next, so that the keyboard never loses its place.
  useEffect(() => {
    if (!isActing || state.turn === acted.current || !isAnswered(state)) return;
    acted.current = state.turn;
    const next = side.current.querySelector(".message button:enabled") ?? side.current.querySelector("input");
    if (!side.current.querySelector("input").matches(":focus")) next.focus({ preventScroll: true });
  }, [state.played, state.turn]);

  return html`
    <section class="side ${channel}" aria-label=${name} ref=${side} lang=${state.played?.language}>
      <h2 lang=${state.language}>${name}</h2>
      <div class="scroll" ref=${log} role="log" aria-live=${isActing ? "polite" : "off"} aria-label=${t("preview.log", { channel: name })} tabindex="0">
        ${turns.map((turn, number) => html`<${Turn} key=${number} turn=${turn} channel=${channel} state=${state} actions=${actions} />`)}
      </div>
      <${Composer} channel=${channel} name=${name} actions=${actions} />
    </section>`;
}

function Turn({ turn, channel, state, actions }) {
  return html`
    ${turn.minutes > 0 && html`<p class="later" lang=${state.language}>${t("preview.later", { time: lasting(turn.minutes) })}</p>`}
    ${turn.said && html`
      <p class="said"><span class="unseen" lang=${state.language}>${t("preview.you")}: </span>${turn.said}</p>`}
    ${turn.messages.map((message, number) => html`
      <div class="message" key=${number}>
        <p class="words">${message.text}</p>
        ${message.buttons.length > 0 && html`
          <ul class="buttons">
            ${message.buttons.map(([option, label], place) => html`
              <li key=${option}><button type="button" disabled=${!message.answerable} onClick=${() => actions.choose(channel, option)}>
                ${channel === "webchat" && html`<span class="number">${place + 1}</span>`}<span>${label}</span>
              </button></li>`)}
          </ul>`}
      </div>`)}
    ${turn.news.map((name) => html`<p class="news" key=${name} lang=${state.language}>${t(`preview.news.${name}`)}</p>`)}`;
}

function Composer({ channel, name, actions }) {
  const [text, setText] = useState("");
  const submit = (event) => {
    event.preventDefault();
    const words = text.replaceAll("\0", "");
    if (!words.trim()) return;
    actions.type(channel, words);
    setText("");
  };
  return html`
    <form class="composer" onSubmit=${submit}>
      <input aria-label=${t("preview.type", { channel: name })} maxlength=${LONGEST} autocomplete="off" value=${text}
        onInput=${(event) => setText(event.target.value)} />
      <button aria-label=${t("preview.send", { channel: name })}><span aria-hidden="true">➤</span></button>
    </form>`;
}
