// The service worker of screens; VERSION and ROOT stand before it (api/display/offline.py).
// Pages come from the server and from the store only where it does not answer; versioned files come
// from the store first, since their address changes with their content.

const STORE = `termin-anzeige-${ROOT}`;
const PATIENCE = 4_000;
const LAST = `${self.location.origin}${ROOT}/__zuletzt`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep, event.data.page));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/v-")) event.respondWith(file(request));
  else if (address.pathname.endsWith(".css")) event.respondWith(fresh(request));
});

async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) {
      if (answer.ok) await remember(request.url, answer.clone());
      return answer;
    }
    return (await kept(request.url)) ?? answer;
  } catch (error) {
    const found = await kept(request.url);
    if (found) return found;
    throw error;
  }
}

async function remember(address, answer) {
  const store = await caches.open(STORE);
  const body = await answer.text();
  if (!body.includes("data-state=")) return; // a code of a pairing is good once
  const { headers, status } = answer;
  // A page out of the store must never pass for a fresh one.
  const marked = body.replace("data-state=", `data-kept="${Date.now()}" data-state=`);
  await store.put(address, new Response(marked, { headers, status }));
  await store.put(LAST, new Response(marked, { headers, status }));
}

// The page itself, or for another address of this screen the board it showed last.
async function kept(address) {
  const store = await caches.open(STORE);
  const options = { ignoreVary: true };
  const own = await store.match(address, options);
  if (own) return own;
  const { pathname } = new URL(address);
  const starts = pathname === ROOT || pathname === `${ROOT}/tafel`;
  return starts ? store.match(LAST, options) : undefined;
}

async function file(request) {
  const store = await caches.open(STORE);
  const found = await store.match(request.url, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await store.put(request.url, answer.clone());
  return answer;
}

async function fresh(request) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    const found = await store.match(request.url, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

// What a page that works names as its files is kept; what it no longer names goes.
async function keep(files, address) {
  const store = await caches.open(STORE);
  for (const name of files) {
    if (await store.match(name, { ignoreVary: true })) continue;
    const answer = await fetch(name).catch(() => null);
    if (answer?.ok) await store.put(name, answer);
  }
  if (!(await store.match(address, { ignoreVary: true }))) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok && !answer.redirected) await remember(address, answer);
  }
  const wanted = new Set(files);
  for (const request of await store.keys()) {
    const old = request.url.includes("/static/v-") && !wanted.has(request.url);
    if (old && files.length > 0) await store.delete(request);
  }
}
