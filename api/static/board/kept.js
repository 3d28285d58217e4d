// What this browser keeps: the last board of each office, and page and files for when the server is
// away. A page out of that store must never pass for a fresh one.

const BOARD = "termin-board-";

// Returns how old something is that was kept at a time of the wall's clock; where that clock was set
// back meanwhile nobody knows, and `unknown` is returned.
export function age(at, unknown, wall = Date.now()) {
  return at <= wall ? wall - at : unknown;
}

export function keepBoard(office, board, time, wall = Date.now()) {
  write(BOARD + office, { board, time, at: wall });
}

// The last board that was heard of an office: { board, time, at } or null.
export function keptBoard(office) {
  const kept = read(BOARD + office);
  return kept?.board?.calls ? kept : null;
}

// Let the service worker serve page and files while the server is away. Needs https (or localhost).
export async function keepPage(root) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(`${root}/dienst.js`, { scope: root });
    const ready = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((one) => one.name);
    const own = files.filter((name) => new URL(name).origin === location.origin);
    const lasting = own.filter((name) => /\/static\/|\.css$/.test(new URL(name).pathname));
    ready.active?.postMessage({ keep: [...new Set(lasting)], page: location.href });
  } catch (error) {
    console.warn("this screen cannot be loaded while the server is away:", error.name);
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // private windows, or something else wrote there
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // nothing is kept then; the screen works all the same
  }
}
