// What this browser remembers of its switches: nothing of anybody, and nothing that it needs.

// Whether somebody is on duty belongs to one page and one day; whether it makes a sound belongs to the desk.
const PLACES = { duty: () => sessionStorage, sound: () => localStorage };

/** Return whether a switch was left on; it is on until somebody switched it off. */
export function remembered(name) {
  try {
    return PLACES[name]().getItem(name) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

export function remember(name, on) {
  try {
    PLACES[name]().setItem(name, on ? "on" : "off");
  } catch {
    // It asks again next time.
  }
}
