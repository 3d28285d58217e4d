// The steps of a counter without a flash: a form is sent in the background and only what differs is
// changed. The focus then rests on the likely next step, as the page itself says by `autofocus`,
// after a refused form on the list of errors.

import { look, parsed, show, tellConnection } from "./live.js";

const SETTLE = 400; // a second press meant for the button that was here a moment ago

let settled = 0; // a page that was loaded just now counts too

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-step]") || !window.Turbo) return;
  event.preventDefault();
  if (!document.body.hasAttribute("aria-busy")) send(form, event.submitter);
});

async function send(form, submitter) {
  document.body.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const fresh = parsed(await answer.text());
    if (!fresh.querySelector("[data-live]")) {
      location.assign(answer.redirected ? answer.url : location.href);
      return;
    }
    show(fresh, { own: true });
    tellConnection(true);
    settle(answer);
  } catch {
    tellConnection(false);
    say();
  } finally {
    document.body.removeAttribute("aria-busy");
    delete form.dataset.sent;
  }
}

function settle(answer) {
  settled = performance.now();
  if (answer.redirected) history.replaceState(history.state, "", answer.url);
  const said = document.querySelector("[data-said]");
  if (said) said.dataset.said = performance.now();
  const next = document.querySelector("main #fehler, main [autofocus]");
  if (next && next !== document.activeElement) next.focus({ preventScroll: true });
  if (next?.id === "fehler") next.scrollIntoView({ block: "nearest" }); // it may be in a fold-out
}

// Whether a step arrived that got no answer, the page shows as soon as it is back.
function say() {
  const said = document.querySelector("[data-said]");
  if (!said) return;
  said.textContent = said.dataset.unsure;
  said.dataset.said = performance.now();
  setTimeout(look, 1_000);
}

// Nobody means a step that was not on the screen when they pressed.
document.addEventListener(
  "click",
  (event) => {
    const step = event.target.closest("form[data-step] [type=submit]");
    // When it was pressed, not when a busy page comes to it.
    const isQuick = event.timeStamp - settled < SETTLE;
    if (step && isQuick && event.isTrusted) event.preventDefault(); // a letter names its step
  },
  true,
);

// An alarm moves what is below it: a press of that moment was meant for something else.
let alarms = document.querySelectorAll(".alarm").length;
document.addEventListener("live:shown", () => {
  const shown = document.querySelectorAll(".alarm").length;
  if (shown !== alarms) settled = performance.now();
  alarms = shown;
});

// ---- Fold-outs: one at a time, closed by Escape or a click elsewhere

const open = () => document.querySelector("main details.fold[open]");

export function close(fold, { focus = true } = {}) {
  fold.open = false;
  if (focus) fold.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  const fold = event.key === "Escape" && open();
  if (fold) close(fold);
});

document.addEventListener("click", (event) => {
  const fold = open();
  if (fold && !fold.contains(event.target)) close(fold, { focus: false });
});

// ---- The seconds in which a step can be taken back; the server decides

const ends = new WeakMap();

setInterval(() => {
  for (const word of document.querySelectorAll("[data-seconds]")) {
    if (!ends.has(word)) ends.set(word, performance.now() + Number(word.dataset.seconds) * 1000);
    const left = Math.ceil((ends.get(word) - performance.now()) / 1000);
    if (left > 0) word.textContent = word.dataset.word.replace("{n}", left);
    else leave(word.closest("form"));
  }
}, 250);

function leave(form) {
  if (form.hidden) return;
  const had = form.contains(document.activeElement);
  form.hidden = true;
  if (had) document.querySelector(".now__likely")?.focus({ preventScroll: true });
  look();
}
