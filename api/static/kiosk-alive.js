// The kiosk says every half minute that it lives, and notices when nobody hears it.

const head = document.querySelector("[data-alive]");
const lost = document.querySelector("[data-lost]");
const retry = document.querySelector("[data-retry]");
const EVERY = 30_000;
const AGAIN = 3_000;
const own = new URL(import.meta.url).pathname.match(/\/v-([0-9a-f]+)\//)?.[1];
let missed = 0;

async function tell() {
  let wait = EVERY;
  try {
    const answer = await fetch(head.dataset.alive, {
      method: "POST",
      body: new URLSearchParams({ seite: head.dataset.page }),
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.redirected) location.replace(head.dataset.start); // no kiosk any more
    if (!answer.ok) throw new Error(answer.status);
    const { version } = await answer.json();
    missed = 0;
    show(false);
    await renew(version);
  } catch {
    missed += 1;
    if (missed > 1) show(true); // one alone is no outage
    wait = AGAIN;
  }
  setTimeout(tell, wait);
}

function show(away) {
  if (!lost || lost.hidden === !away) return;
  lost.hidden = !away;
  document.getElementById("inhalt").inert = away;
  if (!away) location.replace(head.dataset.start); // whoever stood here has gone to the reception
}

// The start page stays for hours: what it says of the door and the wait is fetched anew.
async function renew(version) {
  const part = document.querySelector("[data-fresh]");
  if (!part) return;
  if (own && version && own !== version) location.reload(); // an update of the product
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) location.reload();
  else if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
}

// The page for that moment waits until the server answers again.
async function look() {
  try {
    const answer = await fetch(retry.dataset.retry, { signal: AbortSignal.timeout(4_000), cache: "no-store" });
    if (answer.ok) location.replace(retry.dataset.retry);
  } catch {
    // still nobody
  }
  setTimeout(look, 5_000);
}

if (retry) look();
else if (head) {
  tell();
  addEventListener("offline", () => {
    missed = 1;
    tell();
  });
  navigator.serviceWorker
    ?.register(head.dataset.worker, { scope: head.dataset.start })
    .catch(() => {}); // without https there is none, and the notice above remains
}
