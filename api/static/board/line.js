// The line to one office's board. Every message is a whole board, the latest (date, seq) wins,
// nothing is merged, so what was missed in between does no harm. A heartbeat names the version that
// is the latest: whoever shows another one begins anew.

const HANDSHAKE = 4_000;
const SHORTEST = 250;
const LONGEST = 2_500; // so that a restarted server has its screens back within five seconds

export const now = () => performance.now(); // no leap when somebody sets the clock

export class Line {
  constructor(address, silent, shown, told) {
    this.address = new URL(address, location.href.replace(/^http/, "ws"));
    this.silent = silent;
    this.shown = shown; // the latest board; its calls are null while none is known
    this.told = told; // (changed, returned) => void
    this.heard = null; // { time, at }
    this.failures = 0;
    this.socket = null;
    this.connectedBefore = false;
  }

  connect() {
    this.tried = now();
    this.socket = new WebSocket(this.address);
    this.socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.socket.onclose = () => this.again();
  }

  again() {
    this.abandon();
    const pause = Math.min(SHORTEST * 2 ** this.failures, LONGEST);
    this.failures += 1;
    this.tried = now();
    setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2)); // not all at once
  }

  abandon() {
    if (!this.socket) return;
    // closing a dead line may take minutes to be told
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.socket = null;
  }

  // The watchdog: a browser does not notice a dead line by itself.
  watch() {
    const connecting = this.socket?.readyState === WebSocket.CONNECTING;
    const last = Math.max(this.heard?.at ?? 0, this.tried);
    if (this.socket && now() - last > (connecting ? HANDSHAKE : this.silent)) this.again();
  }

  receive(message) {
    const returned = this.failures > 0 && this.connectedBefore;
    this.failures = 0;
    this.connectedBefore = true;
    this.heard = { time: message.time, at: now() };
    if (message.type === "heartbeat") {
      this.told(false, returned);
      if (message.board && this.shown.calls && !isSame(message.board, this.shown)) this.startOver();
      return;
    }
    const changed = isLater(message, this.shown);
    if (changed) this.shown = message;
    this.told(changed, returned);
  }

  // The server knows another board as the latest, perhaps an older one: its database was set back.
  startOver() {
    this.shown = { date: "", seq: -1, calls: null };
    this.abandon();
    this.connect();
  }
}

const isSame = (one, other) => one.date === other.date && one.seq === other.seq;

export function isLater(board, shown) {
  return board.date === shown.date ? board.seq > shown.seq : board.date > shown.date;
}
