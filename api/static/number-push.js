// Being told of a call while the phone is locked. The button is there only where the browser can do
// it; nothing is asked of anybody before it is pressed. Each number has a service worker of its own,
// so that what its push service knows of one visit says nothing of another.

const part = document.querySelector("[data-push]");
const { key, worker, scope, ask, end, on, off, denied, failed } = part?.dataset ?? {};
const can =
  part && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const button = (name) => part.querySelector(`[data-push-${name}]`);

function show(isOn, said = "") {
  const focused = part.contains(document.activeElement) && document.activeElement.matches("button");
  button("on").hidden = isOn;
  button("off").hidden = !isOn;
  part.querySelector("#mitteilung-hinweis").hidden = isOn;
  part.querySelector("[data-push-said]").textContent = said;
  if (focused) button(isOn ? "off" : "on").focus();
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") return show(false, denied);
  const registration = await started();
  await (await registration.pushManager.getSubscription())?.unsubscribe(); // of a former key
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  await tell(await registration.pushManager.subscribe(wanted));
  show(true, on);
}

async function unsubscribe() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const known = await registration?.pushManager.getSubscription();
  if (known) {
    await send(end, { endpoint: known.endpoint });
    await known.unsubscribe();
  }
  await registration?.unregister();
  show(false, off);
}

// A subscription belongs to a worker that runs.
async function started() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const coming = registration.installing ?? registration.waiting;
  if (!registration.active && coming) {
    await new Promise((resolve, reject) => {
      coming.addEventListener("statechange", () => {
        if (coming.state === "activated") resolve();
        if (coming.state === "redundant") reject(new Error(coming.state));
      });
    });
  }
  return registration;
}

async function tell(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  await send(ask, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

async function send(address, values) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(values) });
  if (!answer.ok) throw new Error(String(answer.status));
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

let busy = false;

function when(name, act) {
  button(name).addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    await act().catch(() => show(!button("off").hidden, failed));
    busy = false;
  });
}

// Switched on before: the server is told once more, should it have lost this phone.
async function begin() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const isOwn = registration && new URL(registration.scope).pathname === scope;
  const known = isOwn && (await registration.pushManager.getSubscription());
  if (known) await tell(known);
  show(Boolean(known));
}

if (can) {
  when("on", subscribe);
  when("off", unsubscribe);
  // Only what is known is offered: a late answer would turn round what was pressed meanwhile.
  begin()
    .catch(() => show(false))
    .finally(() => (part.hidden = false));
} else if (!part && "serviceWorker" in navigator) {
  // The number has ended: nothing of it stays in the browser.
  navigator.serviceWorker
    .getRegistration(location.pathname)
    .then((one) => one && new URL(one.scope).pathname === location.pathname && one.unregister())
    .catch(() => {});
}
