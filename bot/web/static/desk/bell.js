// A soft tone for the counsellor, again and again until somebody looks. The help-seeker's side never makes one.

const EVERY_MS = 7_000;
const NOTES_HZ = [523.25, 659.25];

export class Bell {
  #sound = null; #timer = 0;

  /** Ring from now on, or be still. */
  set(ringing) {
    if (ringing && !this.#timer) {
      this.#ring();
      this.#timer = setInterval(() => this.#ring(), EVERY_MS);
    } else if (!ringing && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = 0;
    }
  }

  #ring() {
    if (!("AudioContext" in window)) return;
    this.#sound ??= new AudioContext();
    // A browser keeps a page silent until it was touched once; then the next ring is heard.
    if (this.#sound.state === "suspended") this.#sound.resume().catch(() => {});
    NOTES_HZ.forEach((pitch, number) => this.#note(pitch, this.#sound.currentTime + number * 0.35));
  }

  #note(pitch, at) {
    const note = new OscillatorNode(this.#sound, { frequency: pitch });
    const loudness = new GainNode(this.#sound, { gain: 0 });
    note.connect(loudness).connect(this.#sound.destination);
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.08, at + 0.04);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
    note.start(at);
    note.stop(at + 1);
  }
}
