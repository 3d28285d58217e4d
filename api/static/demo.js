// The town's clock on the demo's first page: asked for now and then, counted on in between; its
// speed is changed without loading the page anew. Without script the page says when it was loaded.

const ASK = 10_000;
const TICK = 500;

const panel = document.querySelector("[data-clock]");
const form = panel?.querySelector("form");
const format = (options) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: panel.dataset.zone,
    ...options,
  });

let known;

function start() {
  take({ now: panel.dataset.now, speed: Number(panel.dataset.speed) });
  ask();
  setInterval(show, TICK);
  setInterval(ask, ASK);
  document.addEventListener("visibilitychange", ask);
  form.addEventListener("submit", change);
}

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(panel.dataset.clock, { cache: "no-store" });
    if (answer.ok) take(await answer.json());
  } catch {
    // The next time; until then the clock goes on as it went.
  }
}

function take({ now, speed }) {
  known = { at: Date.parse(now), speed, heard: performance.now() };
  for (const choice of form.elements.tempo ?? form.querySelectorAll("[name=tempo]"))
    choice.setAttribute("aria-pressed", String(Number(choice.value) === speed));
  show();
}

const time = panel && format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = panel && format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });

function show() {
  const now = new Date(known.at + (performance.now() - known.heard) * known.speed);
  write("[data-time]", time.format(now));
  write("[data-day]", day.format(now));
}

function write(place, text) {
  const found = panel.querySelector(place);
  if (found.textContent !== text) found.textContent = text;
}

async function change(event) {
  event.preventDefault();
  const body = new URLSearchParams({ tempo: event.submitter.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
  } catch {
    location.reload();
    return;
  }
  ask();
}

if (panel) start();
