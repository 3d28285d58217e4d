// The kiosk's kindnesses: keys without a round trip, the way back to the start, the clock.

// Keypad: what is typed goes into the field; a code is grouped as it is printed.
const field = document.querySelector(".kiosk-code__entry input");
const GROUPS = /^(.{1,3})(.{1,3})?(.{1,4})?$/;

function grouped(text) {
  const found = "groups" in field.dataset && text.match(GROUPS);
  return found ? found.slice(1).filter(Boolean).join("-") : text;
}

document.querySelector(".keypad")?.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  if (!key || !field) return;
  event.preventDefault();
  const marked = field.value && field.selectionEnd - field.selectionStart === field.value.length;
  const kept = marked && key.dataset.key !== "weg" ? "" : field.value;
  const typed = kept.replace(/[^0-9a-z]/gi, "").toUpperCase();
  const next = key.dataset.key === "weg" ? typed.slice(0, -1) : (typed + key.dataset.key).slice(0, 10);
  field.value = grouped(next);
});

// Back to the start after a while without a touch; the last fifteen seconds are announced, once.
const leaving = document.querySelector("[data-back]");
const NOTICE = 15;

if (leaving) {
  const seconds = leaving.querySelector("[data-seconds]");
  const notice = leaving.querySelector("[data-notice]");
  let left = Number(leaving.dataset.after);
  const stay = () => {
    left = Number(leaving.dataset.after);
    leaving.hidden = true;
    notice.textContent = "";
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, stay, { passive: true });
  setInterval(() => {
    left -= 1;
    if (left <= 0) location.replace(leaving.dataset.back);
    else if (left <= NOTICE) {
      leaving.hidden = false;
      if (!notice.textContent) notice.textContent = notice.dataset.notice;
      seconds.textContent = `(${left})`;
    }
  }, 1000);
}

// The clock goes on from the server's time: a kiosk's own clock may be wrong.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const begun = Date.parse(clock.dateTime);
  const format = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone });
  setInterval(() => {
    clock.textContent = format.format(begun + performance.now());
  }, 5000);
}

// A finger that rests opens no menu of the browser.
addEventListener("contextmenu", (event) => event.preventDefault());
