// A number on one's own phone. The office's public board says that something changed; then the page
// fetches itself and puts the new standing in place. Without a line it asks every 15 seconds, and
// says since when it does not know. Without script none of this is there, and a link does it.

const POLL = 15_000; // without a line
const CALM = 60_000; // with one: what time alone changes
const STALE = 40_000; // four heartbeats
const SHORTEST = 1_000;
const LONGEST = 30_000;
const CROWD = 2_000; // not every phone of a room asks in the same moment

const part = (id) => document.getElementById(id);
const stand = () => part("stand");

let socket = null;
let failures = 0;
let version = { date: "", seq: -1 };
let heard = { at: Date.now(), time: stand().dataset.time };
let asked = 0;
let asking = false;
let later = null;

// ---- The line

function connect() {
  const watch = stand().dataset.watch;
  if (!watch) return;
  socket = new WebSocket(new URL(watch, location.href.replace(/^http/, "ws")));
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onclose = () => {
    socket = null;
    const pause = Math.min(SHORTEST * 2 ** failures, LONGEST);
    failures += 1;
    setTimeout(connect, pause * (0.5 + Math.random() / 2));
  };
}

function receive(message) {
  failures = 0;
  hear(message.time.slice(11, 16));
  if (message.type === "heartbeat") return;
  const isNew =
    message.date > version.date || (message.date === version.date && message.seq > version.seq);
  if (!isNew) return;
  version = { date: message.date, seq: message.seq };
  const own = stand().dataset;
  const called = message.calls.some((call) => call.number === own.number);
  const concerned = called || ["called", "serving", "parked"].includes(own.state);
  askSoon(concerned ? 0 : Math.random() * CROWD);
}

// ---- The page, fetched anew

function askSoon(pause) {
  clearTimeout(later);
  later = setTimeout(ask, pause);
}

async function ask() {
  if (asking) return askSoon(500);
  asking = true;
  asked = Date.now();
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // tell() says so when it has lasted
  }
  asking = false;
}

function put(fresh) {
  const now = stand();
  const next = fresh.getElementById("stand");
  if (!next) return;
  const before = { ...now.dataset };
  // Checked in: from now on the page has other things beside the number, too.
  if (before.state === "expected" && next.dataset.state !== "expected") return location.reload();
  const focused = now.contains(document.activeElement) ? document.activeElement.id : "";
  for (const { name, value } of next.attributes) now.setAttribute(name, value);
  if (now.innerHTML !== next.innerHTML) now.innerHTML = next.innerHTML;
  if (focused) part(focused)?.focus();
  document.title = fresh.title;
  hear(now.dataset.time);
  announce(before, now.dataset);
  dress(now.dataset);
}

// What concerns the call interrupts; all else waits for a pause in what is read.
function announce(before, now) {
  const isCall = now.call && now.call !== before.call;
  if (isCall) signal();
  if (now.say === before.say && !isCall) return;
  part("aufruf").textContent = isCall ? now.say : "";
  part("ansage").textContent = isCall ? "" : now.say;
}

function dress(now) {
  for (const one of document.querySelectorAll("[data-while]")) {
    one.hidden = !one.dataset.while.split(" ").includes(now.state);
  }
  if (now.watch) return;
  for (const one of document.querySelectorAll("[data-while-following]")) one.hidden = true;
  socket?.close();
}

// ---- How old all this is

function hear(time) {
  heard = { at: Date.now(), time };
  tell();
}

function tell() {
  const isStale = Boolean(stand().dataset.watch) && Date.now() - heard.at > STALE;
  document.body.classList.toggle("is-stale", isStale);
  part("veraltet").hidden = !isStale;
  if (isStale) document.querySelector("[data-since]").textContent = heard.time;
}

setInterval(() => {
  tell();
  if (!stand().dataset.watch) return;
  const line = socket?.readyState === WebSocket.OPEN && Date.now() - heard.at < STALE;
  if (socket && !line && Date.now() - heard.at > STALE + POLL) socket.close();
  if (Date.now() - asked > (line ? CALM : POLL)) ask();
}, 1_000);

addEventListener("online", () => ask());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  ask();
  if (sound) stayAwake();
});

// ---- To be heard and felt

let sound = null;

function signal() {
  navigator.vibrate?.([400, 150, 400, 150, 800]);
  if (sound) chime([660, 880, 660, 880]);
}

function chime(tones) {
  tones.forEach((tone, place) => {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    const from = sound.currentTime + place * 0.35;
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.5, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.33);
    voice.connect(volume).connect(sound.destination);
    voice.start(from);
    voice.stop(from + 0.35);
  });
}

// A phone that sleeps runs no page: with the sound the screen stays on.
async function stayAwake() {
  await navigator.wakeLock?.request("screen").catch(() => {});
}

const button = document.querySelector("[data-sound]");
if (button && "AudioContext" in window) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    sound ??= new AudioContext();
    await sound.resume();
    chime([880]);
    stayAwake();
    button.firstElementChild.textContent = button.dataset.on;
    button.setAttribute("aria-disabled", "true");
  });
}

asked = Date.now();
connect();
