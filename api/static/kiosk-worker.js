// Answers in the kiosk's browser while the server cannot: a page that says so, instead of the
// browser's own, from which nobody comes back.

const KEPT = "kiosk-1";
const LOST = new URL("ohne-verbindung", new URL("./", self.location)).href;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

async function keep() {
  const cache = await caches.open(KEPT);
  const page = await fetch(LOST, { cache: "no-store" });
  if (!page.ok) throw new Error(page.status);
  const text = await page.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map((found) => found[1]);
  await cache.put(LOST, page);
  await Promise.allSettled(parts.map((part) => cache.add(part)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET") event.respondWith(part(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    if (request.method === "GET" && answer.ok) keep().catch(() => {}); // after an update, its looks
    return answer;
  } catch {
    return (await caches.match(LOST, { ignoreVary: true })) ?? Response.error();
  }
}

async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
  }
}
