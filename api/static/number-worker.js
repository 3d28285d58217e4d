// Tells of a call while the page of a number sleeps. It keeps nothing and fetches nothing.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  if (!event.data) return;
  const { title, body, lang } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      lang,
      tag: self.registration.scope, // a newer one takes the place of the one before, and sounds
      renotify: true,
      requireInteraction: true,
      vibrate: [400, 150, 400, 150, 800],
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

// The scope is the address of the number's page.
async function open() {
  const { scope } = self.registration;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => one.url.startsWith(scope));
  return page ? page.focus() : self.clients.openWindow(scope);
}
