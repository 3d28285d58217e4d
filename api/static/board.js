// The live board of one office or several. Each office has a line of its own; what is drawn comes
// from whole boards only. After 30 seconds without a word the screen says so.

import { age, keepBoard, keepPage, keptBoard } from "./board/kept.js";
import { Life } from "./board/life.js";
import { isLater, Line, now } from "./board/line.js";
import { key, Picture } from "./board/picture.js";
import { Sound } from "./board/sound.js";

const STALE = 30_000; // as the words on the page promise
const TURN = 8_000;
const LOCALE = { de: "de-DE", en: "en-GB" };
const DATE = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

const part = (id) => document.getElementById(id);
const root = part("board");
const rooms = JSON.parse(root.dataset.rooms);
const sections = [...document.querySelectorAll("#board .figures")];
const kept = root.dataset.kept; // set by the service worker: the page came out of its store
const ageOfPage = kept ? age(Number(kept), STALE + 1) : 0;
const offices = sections.map(office);
const picture = new Picture(Number(root.dataset.most));
const sound = new Sound(root.dataset.chime !== "", JSON.parse(root.dataset.words));
const life = new Life(root.dataset.root, root.dataset.version, root.dataset.state, report);
let known = null; // the calls of the last picture; none was drawn yet

// ---- The offices

function office(section) {
  const { office: id, name, live, board } = section.dataset;
  const own = { id, section, name: sections.length > 1 ? name : "" };
  const page = JSON.parse(board);
  own.line = new Line(live, Number(root.dataset.silent), page, (changed, returned) => {
    heard(own, changed, returned);
  });
  own.line.heard = { time: root.dataset.time, at: now() - ageOfPage };
  // A page out of the store is older than what was last on the screen.
  const last = kept ? keptBoard(id) : null;
  if (last && !isLater(page, last.board)) {
    own.line.shown = last.board;
    own.line.heard = { time: last.time, at: now() - age(last.at, STALE + 1) };
  }
  return own;
}

function heard(own, changed, returned) {
  if (returned) life.renew();
  const { shown, heard: last } = own.line;
  if (shown.calls) keepBoard(own.id, shown, last.time);
  if (changed) draw();
  tell();
}

function report() {
  const boards = offices
    .filter(({ line }) => line.shown.calls)
    .map(({ id, line }) => [id, [line.shown.date, line.shown.seq]]);
  return {
    boards: Object.fromEntries(boards),
    stale: offices.some(isStale),
    sound: sound.state,
    screen: `${innerWidth}x${innerHeight}`,
  };
}

// ---- The picture

function draw() {
  const calls = offices.flatMap(callsOf);
  calls.sort((one, other) => Date.parse(other.since) - Date.parse(one.since));
  const fresh = known ? calls.filter((call) => !known.has(key(call))) : [];
  known = new Set(calls.map(key));
  for (const call of fresh) picture.emphasise(key(call));
  picture.show(calls, calls.length === 0 && offices.every(({ line }) => !line.shown.waiting));
  sound.announce(fresh.reverse());
  offices.forEach(drawFigures);
}

function callsOf(own) {
  const all = own.line.shown.calls ?? [];
  return all
    .filter(({ room }) => rooms.length === 0 || !room || rooms.includes(room))
    .map((call) => ({ ...call, office: own.name, stale: isStale(own) }));
}

function drawFigures({ section, line }) {
  if (!line.shown.calls) return;
  const { wait, waiting } = line.shown;
  const figure = section.querySelector(".figure--wait");
  if (figure) {
    figure.hidden = wait === null;
    if (wait) figure.querySelector(".wait-value").textContent = `${wait.low}–${wait.high}`;
  }
  const people = section.querySelector(".waiting");
  if (people) people.textContent = waiting;
}

// ---- The time, and how old all this is

const isStale = ({ line }) => now() - line.heard.at > STALE;

// The office's wall clock as UTC fields, from a time with offset and what has passed since.
function wall(heardOf, passed) {
  const [, sign, hours, minutes] = heardOf.time.match(/([+-])(\d\d):(\d\d)$/);
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return new Date(Date.parse(heardOf.time) + offset * 60_000 + passed);
}

function tell() {
  const last = offices.map(({ line }) => line.heard).reduce((one, other) => {
    return one.at > other.at ? one : other;
  });
  const current = wall(last, now() - last.at);
  const language = document.documentElement.lang;
  write("clock", current.toISOString().slice(11, 16));
  write("date", current.toLocaleDateString(LOCALE[language] ?? language, { ...DATE, timeZone: "UTC" }));
  tellStale(offices.filter(isStale), current);
}

function tellStale(stale, current) {
  const names = stale.map(({ id }) => id).join();
  if (names !== (root.dataset.stale ?? "")) {
    root.dataset.stale = names;
    root.classList.toggle("is-stale", stale.length === offices.length);
    part("stale").hidden = stale.length === 0;
    picture.stale = stale.length > 0;
    offices.forEach((own) => own.section.classList.toggle("figures--stale", stale.includes(own)));
    draw();
  }
  if (stale.length === 0) return;
  const oldest = stale.map(({ line }) => line.heard).reduce((one, other) => {
    return one.at < other.at ? one : other;
  });
  const since = wall(oldest, 0);
  const sameDay = since.toISOString().slice(0, 10) === current.toISOString().slice(0, 10);
  const day = sameDay ? "" : `${since.getUTCDate()}.${since.getUTCMonth() + 1}., `;
  const text = day + since.toISOString().slice(11, 16);
  write("stale-since", text);
  if (part("stale-since-second")) write("stale-since-second", text);
  write("stale-which", stale.length < offices.length ? `${stale.map(({ name }) => name).join(", ")}:` : "");
}

function write(id, text) {
  if (part(id).textContent !== text) part(id).textContent = text;
}

// ---- Begin

draw();
tell();
sound.start();
for (const { line } of offices) line.connect();
setInterval(tell, 1_000);
setInterval(() => offices.forEach(({ line }) => line.watch()), 250); // five seconds are few
setInterval(() => picture.takeTurn(), TURN);
life.start();
keepPage(root.dataset.root);
