// The chime and the voice: one call after the other, never two at once.

import { sentence } from "./speech.js";

const PATIENCE = 12_000; // a voice that never ends is taken for ended
const PASSED = 60_000; // nobody is helped by a call of a minute ago
const OFFERED = 20_000; // then the board is worth more than the question

const part = (id) => document.getElementById(id);

export class Sound {
  constructor(chimes, words) {
    this.chimes = chimes;
    this.words = words; // { de: {...}, en: {...} } in the order in which they are said
    this.languages = Object.keys(words);
    this.wanted = chimes || this.languages.length > 0;
    this.context = null;
    this.silent = false; // somebody chose to go on without
    this.saying = Promise.resolve();
  }

  // Ask for a touch where the browser wants one; the board behind never waits for the answer.
  start() {
    if (!this.wanted || !part("sound-start")) return;
    this.context = new AudioContext();
    this.context.onstatechange = () => this.tell();
    part("sound-on").addEventListener("click", () => this.wake());
    part("sound-off").addEventListener("click", () => this.refuse());
    part("sound-hint").addEventListener("click", () => this.wake());
    part("sound-start").addEventListener("close", () => this.tell());
    setTimeout(() => {
      if (this.context.state === "suspended") part("sound-start").showModal();
      setTimeout(() => part("sound-start").close(), OFFERED);
      this.tell();
    }, 500); // a browser that may sound says so only after a moment
  }

  get state() {
    if (!this.wanted || this.silent) return "off";
    return this.context?.state === "running" ? "on" : "muted";
  }

  async wake() {
    this.silent = false;
    await this.context.resume();
    if (this.languages.length) speechSynthesis.resume();
    part("sound-start").close();
    this.tell();
    if (this.chimes) this.chime();
  }

  refuse() {
    this.silent = true;
    part("sound-start").close();
    this.tell();
  }

  tell() {
    part("sound-hint").hidden = this.state === "on" || part("sound-start").open;
  }

  // Announce calls, oldest first: a chime for all that came together, then each in words.
  announce(calls) {
    if (this.state !== "on" || calls.length === 0) return;
    const came = performance.now();
    this.saying = this.saying
      .then(() => this.chimes && this.chime())
      .then(async () => {
        for (const call of calls) {
          if (performance.now() - came < PASSED) await this.speak(call);
        }
      })
      .catch((error) => console.warn("a call was not heard:", error.name));
  }

  async speak(call) {
    if (!("speechSynthesis" in window)) return;
    for (const language of this.languages) {
      const said = new SpeechSynthesisUtterance(
        sentence(this.words[language], call.number, call.counter, call.office),
      );
      said.lang = language;
      await spoken(said);
    }
  }

  // Two notes, a third down, like a door's bell: soft in, long out.
  async chime() {
    const at = this.context.currentTime + 0.05;
    for (const [note, delay] of [[659.25, 0], [523.25, 0.42]]) {
      const volume = this.context.createGain();
      volume.gain.setValueAtTime(0, at + delay);
      volume.gain.linearRampToValueAtTime(0.4, at + delay + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, at + delay + 1.4);
      volume.connect(this.context.destination);
      for (const [overtone, share] of [[1, 1], [2, 0.25]]) {
        const tone = this.context.createOscillator();
        const level = this.context.createGain();
        tone.frequency.value = note * overtone;
        level.gain.value = share;
        tone.connect(level).connect(volume);
        tone.start(at + delay);
        tone.stop(at + delay + 1.5);
      }
    }
    await new Promise((ready) => setTimeout(ready, 1_500));
  }
}

function spoken(said) {
  return new Promise((ready) => {
    const late = setTimeout(() => {
      speechSynthesis.cancel();
      ready();
    }, PATIENCE);
    said.onend = said.onerror = () => {
      clearTimeout(late);
      ready();
    };
    speechSynthesis.speak(said);
  });
}
