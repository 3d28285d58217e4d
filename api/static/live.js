// Pages that show how something stands: fetched anew when the office's day has changed, and every
// few seconds anyway; Turbo's morph then changes only what differs. Focus, open fold-outs and typed
// text stay. Without script such pages have a link, or load themselves anew.

const SILENT = 22; // seconds; then the line is dead, whatever the browser thinks
const LONGEST = 5_000;
const PASSING = ["meldung", "wer"]; // what was said once; not part of how it stands

const stand = () => document.querySelector("[data-live]");
const main = () => document.getElementById("inhalt");
const now = () => performance.now();

let looking = false;
let again = false;
let looked = now();
let well = now();
let socket = null;
let heard = now();
let failures = 0;

// ---- Looking, and putting in place what differs

export async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  again = false;
  looked = now();
  const asked = address();
  try {
    const answer = await fetch(asked, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.status === 405) return; // the answer to a form that was refused: leave it as it is
    if (!answer.ok) throw new Error(answer.status);
    const fresh = parsed(await answer.text());
    if (asked.href !== address().href) again = true; // a step has led elsewhere meanwhile
    else if (fresh.querySelector("[data-live]") === null) location.assign(answer.url);
    else if (!document.body.hasAttribute("aria-busy") && !isOlder(fresh)) show(fresh);
    tellConnection(true);
  } catch {
    tellConnection(false);
  } finally {
    looking = false;
    if (again) look();
  }
}

export const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

function address() {
  const here = new URL(location.href);
  for (const name of PASSING) here.searchParams.delete(name);
  return here;
}

// `own`: the answer to a step of this window, which replaces open fold-outs and typed text too.
export function show(fresh, { own = false } = {}) {
  const focused = document.activeElement;
  const home = focused?.closest("section, nav, main");
  window.Turbo.morphElements(main(), fresh.getElementById("inhalt"), {
    callbacks: { beforeNodeMorphed: (old, next) => !isKept(old, next, own) },
  });
  document.title = fresh.title;
  if (!own && focused && !focused.isConnected && home?.isConnected) rest(home);
  document.dispatchEvent(new CustomEvent("live:shown", { detail: { own } }));
}

function isKept(old, next, own) {
  if (old.id === "verbindung") return Boolean(next);
  if (old.hasAttribute("data-keep")) return old.id !== "" && old.id === next?.id;
  if (own || !next) return false;
  if (old.hasAttribute("data-said")) return now() - Number(old.dataset.said || 0) < 8_000;
  if (old.matches("details[open]")) {
    if (!old.hasAttribute("data-fresh") || old.id !== next.id) return old.id === next.id;
    next.open = true; // stays open, and what is in it is renewed
  }
  return old.matches("input, select, textarea") && (old === document.activeElement || isDirty(old));
}

function isDirty(control) {
  if (control.type === "checkbox" || control.type === "radio") {
    return control.checked !== control.defaultChecked;
  }
  if (control.matches("select")) {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return control.type !== "hidden" && control.value !== control.defaultValue;
}

// What had the focus is gone: reading goes on where it was, not at the top of the page.
function rest(place) {
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

const isOlder = (fresh) => {
  const next = fresh.querySelector("[data-live]").dataset;
  const shown = stand().dataset;
  return next.date === shown.date && Number(next.seq) < Number(shown.seq);
};

// ---- The line

function connect() {
  const path = stand()?.dataset.socket;
  if (!path) return;
  heard = now();
  socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
  socket.onmessage = (event) => {
    heard = now();
    failures = 0;
    if (isLater(JSON.parse(event.data))) look();
    else tellConnection(true);
  };
  socket.onclose = retry;
}

function retry() {
  if (socket) socket.onclose = socket.onmessage = null;
  socket?.close();
  socket = null;
  const pause = Math.min(250 * 2 ** failures, LONGEST) * (0.5 + Math.random() / 2);
  failures += 1;
  setTimeout(connect, pause);
  if (failures > 1) look(); // says whether the server is there at all
}

function isLater(board) {
  const shown = stand()?.dataset;
  if (!shown?.date || board.date === undefined || board.seq === undefined) return false;
  if (board.date !== shown.date) return board.date > shown.date;
  return board.seq > Number(shown.seq);
}

// ---- Whether all this is current

export function tellConnection(isWell) {
  if (isWell) well = now();
  const sign = document.getElementById("verbindung");
  if (!sign) return;
  const { liveWord, lostWord } = sign.dataset;
  if (lostWord === undefined) {
    sign.hidden = isWell;
    return;
  }
  const since = new Date(Date.now() - (now() - well));
  const time = since.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
  const words = isWell ? liveWord : lostWord.replace(/\{time\}|%\(time\)s/, time);
  sign.classList.toggle("is-lost", !isWell);
  if (sign.textContent !== words) sign.textContent = words;
}

setInterval(() => {
  const seconds = Number(stand()?.dataset.live);
  if (!seconds) return;
  const silent = Number(stand().dataset.silent || SILENT) * 1000;
  if (socket && now() - heard > silent) retry();
  // Where the socket is silent or missing, the page looks by itself, and more often.
  const pause = socket?.readyState === WebSocket.OPEN ? seconds : Math.min(seconds, 5);
  if (!document.hidden && now() - looked > pause * 1000) look();
}, 1_000);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && stand()) look();
});

if (window.Turbo) window.Turbo.config.drive.enabled = false;
if (stand()) connect();
