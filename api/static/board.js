// The live board. Every message is a whole board, the latest (date, seq) wins, nothing is merged.
// A heartbeat says that nothing has changed; after 30 seconds without either, the board says so.

const STALE = 30_000; // as the words on the page promise
const SILENT = 22_000; // two heartbeats missed: the line is dead, whatever the browser thinks
const HANDSHAKE = 4_000;
const SHORTEST = 250;
const LONGEST = 2_500; // so that a restarted server has its screens back within five seconds
const EMPHASIS = 3_000;
const TURN = 8_000;
const ROWS = 6;

const part = (id) => document.getElementById(id);
const root = part("board");
const now = () => performance.now(); // no leap when somebody sets the clock

let shown = { date: root.dataset.date, seq: Number(root.dataset.seq), calls: null };
let heard = { time: root.dataset.time, at: now() };
let emphasised = new Map();
let turn = 0;

// ---- The line

let socket = null;
let tried = now();
let failures = 0;
let connectedBefore = false;

function connect() {
  tried = now();
  socket = new WebSocket(new URL(root.dataset.live, location.href.replace(/^http/, "ws")));
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onclose = () => again();
}

function again() {
  abandon();
  const pause = Math.min(SHORTEST * 2 ** failures, LONGEST);
  failures += 1;
  tried = now();
  setTimeout(connect, pause * (0.5 + Math.random() / 2)); // not all screens at once
}

function abandon() {
  if (!socket) return;
  socket.onclose = socket.onmessage = null; // closing a dead line may take minutes to be told
  socket.close();
  socket = null;
}

function watch() {
  const waiting = socket?.readyState === WebSocket.CONNECTING ? HANDSHAKE : SILENT;
  if (socket && now() - Math.max(heard.at, tried) > waiting) again();
}

// A page can stay open for months: after each break it looks whether the server has a newer one.
async function renew() {
  const page = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const own = new URL(import.meta.url).pathname;
  if (page?.ok && !(await page.text()).includes(own)) location.reload();
}

function receive(message) {
  if (failures > 0 && connectedBefore) renew();
  failures = 0;
  connectedBefore = true;
  heard = { time: message.time, at: now() };
  if (message.type !== "heartbeat" && isLater(message)) draw(message);
  tell();
}

function isLater(board) {
  if (shown.calls === null && board.date === shown.date) return board.seq >= shown.seq;
  return board.date === shown.date ? board.seq > shown.seq : board.date > shown.date;
}

// ---- The picture

function draw(board) {
  const known = shown.calls && new Set(shown.calls.map(key));
  for (const call of board.calls) {
    if (known && !known.has(key(call))) emphasise(key(call));
  }
  shown = board;
  turn = 0;
  drawCalls();
  drawFigures(board);
}

function drawCalls() {
  const { calls } = shown;
  const perTurn = ROWS - 1;
  const turns = calls.length > ROWS ? Math.ceil((calls.length - 1) / perTurn) : 1;
  const from = 1 + (turn % turns) * perTurn;
  const rows = turns === 1 ? calls : [calls[0], ...calls.slice(from, from + perTurn)];
  part("calls").dataset.size = size(calls.length);
  part("calls").replaceChildren(...rows.map(row));
  part("labels").hidden = calls.length === 0;
  part("empty").hidden = calls.length > 0;
  drawTurns(turns);
}

function row(call) {
  const item = part("call").content.firstElementChild.cloneNode(true);
  const [, letter, digits] = call.number.match(/^([A-Z]*)(.*)$/);
  const pill = item.querySelector(".call__letter");
  pill.textContent = letter;
  if (letter) pill.dataset.letter = letter;
  item.querySelector(".call__digits").textContent = digits;
  item.querySelector(".call__counter").textContent = call.counter;
  item.dataset.fit = fit(call.counter);
  item.classList.toggle("call--new", emphasised.has(key(call)));
  return item;
}

function drawTurns(turns) {
  const list = part("turns");
  list.hidden = turns === 1;
  const dots = Array.from({ length: turns }, () => document.createElement("li"));
  dots[turn % turns].className = "is-now";
  list.replaceChildren(...dots);
}

function drawFigures(board) {
  part("wait").hidden = board.wait === null;
  if (board.wait) part("wait-value").textContent = `${board.wait.low}–${board.wait.high}`;
  part("waiting").textContent = board.waiting;
}

function emphasise(call) {
  clearTimeout(emphasised.get(call));
  const end = () => {
    emphasised.delete(call);
    drawCalls();
  };
  emphasised.set(call, setTimeout(end, EMPHASIS));
}

const key = (call) => `${call.number} ${call.counter} ${call.since}`;
const size = (count) => (count <= 1 ? "one" : count <= 3 ? "few" : "many");
const fit = (counter) => (counter.length <= 3 ? "short" : counter.length <= 8 ? "medium" : "long");

// ---- The time, and how old all this is

// The office's wall clock as UTC fields, from a time with offset and what has passed since.
function wall(passed) {
  const [, sign, hours, minutes] = heard.time.match(/([+-])(\d\d):(\d\d)$/);
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return new Date(Date.parse(heard.time) + offset * 60_000 + passed);
}

function tell() {
  const passed = now() - heard.at;
  const current = wall(passed);
  write("clock", current.toISOString().slice(11, 16));
  write("date", current.toLocaleDateString("de-DE", { ...DATE, timeZone: "UTC" }));
  const stale = passed > STALE;
  if (stale !== root.classList.contains("is-stale")) {
    root.classList.toggle("is-stale", stale);
    part("stale").hidden = !stale;
    turn = 0;
    if (shown.calls) drawCalls();
  }
  if (stale) {
    const since = wall(0);
    const sameDay = since.toISOString().slice(0, 10) === current.toISOString().slice(0, 10);
    const day = sameDay ? "" : `${since.getUTCDate()}.${since.getUTCMonth() + 1}., `;
    write("stale-since", day + since.toISOString().slice(11, 16));
    write("stale-since-second", day + since.toISOString().slice(11, 16));
  }
}

const DATE = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

function write(id, text) {
  if (part(id).textContent !== text) part(id).textContent = text;
}

setInterval(tell, 1_000);
setInterval(watch, 1_000);
setInterval(() => {
  if (root.classList.contains("is-stale") || !(shown.calls?.length > ROWS)) return;
  turn += 1;
  drawCalls();
}, TURN);
connect();
