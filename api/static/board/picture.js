// The picture of the calls: newest on top, each new one inverted once for at most three seconds.

const EMPHASIS = 3_000;
const STALE_ROWS = 3;
const LONG_LABEL = 5;

const part = (id) => document.getElementById(id);

export class Picture {
  constructor(most) {
    this.most = most;
    this.calls = [];
    this.turn = 0;
    this.emphasised = new Map();
    this.stale = false;
    this.quiet = true;
  }

  // `calls` newest first; `quiet`: nobody is called or waits anywhere.
  show(calls, quiet) {
    this.calls = calls;
    this.quiet = quiet;
    this.turn = 0;
    this.draw();
  }

  emphasise(call) {
    clearTimeout(this.emphasised.get(call));
    const end = () => {
      this.emphasised.delete(call);
      this.draw();
    };
    this.emphasised.set(call, setTimeout(end, EMPHASIS));
  }

  takeTurn() {
    if (this.stale || this.calls.length <= this.most) return;
    this.turn += 1;
    this.draw();
  }

  draw() {
    const most = this.stale ? STALE_ROWS : this.most;
    const { calls } = this;
    const perTurn = most - 1;
    const turns = calls.length > most && !this.stale ? Math.ceil((calls.length - 1) / perTurn) : 1;
    const from = 1 + (this.turn % turns) * perTurn;
    const rows = turns === 1 ? calls.slice(0, most) : [calls[0], ...calls.slice(from, from + perTurn)];
    // Sizes do not change from turn to turn.
    part("calls").dataset.count = this.stale ? 6 : Math.min(calls.length, most);
    part("calls").replaceChildren(...rows.map((call) => this.row(call)));
    part("labels").hidden = calls.length === 0;
    const rests = part("rest") && this.quiet;
    part("empty").hidden = calls.length > 0 || Boolean(rests);
    if (part("rest")) part("rest").hidden = calls.length > 0 || !this.quiet;
    this.drawTurns(turns);
  }

  row(call) {
    const item = part("call").content.firstElementChild.cloneNode(true);
    const [, letter, digits] = call.number.match(/^([A-Z]*)(.*)$/);
    const pill = item.querySelector(".call__letter");
    pill.textContent = letter;
    if (letter) pill.dataset.letter = letter;
    item.querySelector(".call__digits").textContent = digits;
    item.querySelector(".call__name").textContent = call.counter;
    item.querySelector(".call__office").textContent = call.office;
    item.dataset.fit = fit(call.counter);
    if (call.number.length >= LONG_LABEL) item.classList.add("call--long");
    if (call.stale) item.classList.add("call--stale");
    if (this.emphasised.has(key(call))) item.classList.add("call--new");
    return item;
  }

  drawTurns(turns) {
    const list = part("turns");
    list.hidden = turns === 1;
    const dots = Array.from({ length: turns }, () => document.createElement("li"));
    dots[this.turn % turns].className = "is-now";
    list.replaceChildren(...dots);
  }
}

export const key = (call) => `${call.office} ${call.number} ${call.counter} ${call.since}`;

function fit(counter) {
  if (counter.length <= 2) return "short";
  if (counter.length <= 4) return "medium";
  if (counter.length <= 8) return "long";
  const longest = Math.max(...counter.split(" ").map((word) => word.length));
  return longest <= 10 && counter.length <= 20 ? "words" : "longest";
}
