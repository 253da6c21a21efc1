// The words of the desk in the counsellor's language; the server hands them out.

let texts = {};

/** Speak with these texts from now on. */
export function speak(fresh) {
  texts = fresh;
}

/** Return one text with its places filled in; an unknown key shows itself. */
export function t(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Return the text of a key, or `otherwise` where none exists. */
export function known(key, otherwise) {
  return texts[key] ?? otherwise;
}

/** Return the value of a card's variable in words. */
export function cardValue(name, value) {
  if (typeof value === "boolean") return t(value ? "card.yes" : "card.no");
  return known(`card.${name}.${value}`, String(value));
}

/** Return a moment as the hour and minute of this browser. */
export function clock(moment, language) {
  return new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}
