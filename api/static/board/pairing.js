// A screen that waits to be paired: looks every three seconds, goes on by itself, says when the
// server is away.

const EVERY = 3_000;
const root = document.getElementById("pairing");
const away = document.getElementById("no-line");

async function look() {
  const answer = await fetch(root.dataset.look, { cache: "no-store" }).catch(() => null);
  away.hidden = Boolean(answer?.ok);
  if (!answer?.ok) return;
  const { code, waiting } = await answer.json();
  if (!waiting || code !== root.dataset.code) location.reload();
}

setInterval(look, EVERY);
