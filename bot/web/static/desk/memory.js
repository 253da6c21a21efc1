// What this browser remembers of its switches: nothing of anybody, and nothing that it needs.

// Whether somebody is on duty belongs to one page and one day; whether it makes a sound belongs to the desk.
const PLACES = { duty: () => sessionStorage, sound: () => localStorage, notices: () => localStorage };
const OFF_AT_FIRST = new Set(["notices"]);

/** Return whether a switch was left on. */
export function remembered(name) {
  let last = null;
  try {
    last = PLACES[name]().getItem(name);
  } catch {
    // A browser that keeps nothing.
  }
  return last === null ? !OFF_AT_FIRST.has(name) : last === "on";
}

export function remember(name, on) {
  try {
    PLACES[name]().setItem(name, on ? "on" : "off");
  } catch {
    // It asks again next time.
  }
}
