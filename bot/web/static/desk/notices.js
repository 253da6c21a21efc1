// A notice of the computer for a counsellor who looks at something else. It says that there is news, and of nobody.

import { t } from "./words.js";

export class Notices {
  #shown = null; #count = 0;

  /** Show one when there is more news than before and nobody looks at the page; take it away when it was looked at. */
  set(count) {
    const more = count > this.#count;
    this.#count = count;
    if (count === 0) return this.#close();
    if (!more || document.hasFocus() || !allowed()) return;
    this.#close();
    this.#shown = new Notification("Ajar", { body: t("desk.notice"), tag: "ajar", silent: true });
    this.#shown.onclick = () => {
      window.focus();
      this.#close();
    };
  }

  #close() {
    this.#shown?.close();
    this.#shown = null;
  }
}

const allowed = () => "Notification" in window && Notification.permission === "granted";

/** Ask whether notices may be shown; browsers ask only right after a key or a click. */
export async function mayNotify() {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}
