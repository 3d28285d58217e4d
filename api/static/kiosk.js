// The kiosk's kindnesses: keys without a round trip, the way back to the start, printing.

// Keypad: what is typed goes into the field, grouped as it is printed.
const field = document.getElementById("code");
const GROUPS = /^(.{1,3})(.{1,3})?(.{1,4})?$/;

function grouped(text) {
  const found = text.match(GROUPS);
  return found ? found.slice(1).filter(Boolean).join("-") : text;
}

document.querySelector(".keypad")?.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  if (!key || !field) return;
  event.preventDefault();
  const typed = field.value.replace(/[^0-9a-z]/gi, "").toUpperCase();
  const next = key.dataset.key === "weg" ? typed.slice(0, -1) : (typed + key.dataset.key).slice(0, 10);
  field.value = grouped(next);
});

// Back to the start after a while without a touch; the last fifteen seconds are announced.
const leaving = document.querySelector("[data-back]");
const NOTICE = 15;

if (leaving) {
  const seconds = leaving.querySelector("[data-seconds]");
  let left = Number(leaving.dataset.after);
  const stay = () => {
    left = Number(leaving.dataset.after);
    leaving.hidden = true;
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, stay, { passive: true });
  setInterval(() => {
    left -= 1;
    if (left <= 0) location.replace(leaving.dataset.back);
    else if (left <= NOTICE) {
      leaving.hidden = false;
      seconds.textContent = `(${left})`;
    }
  }, 1000);
}

// The slip: by itself once, right after it was drawn; again at the button.
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  const address = new URL(location.href);
  if (address.searchParams.has("neu")) {
    address.searchParams.delete("neu");
    history.replaceState(null, "", address);
    if (print.dataset.print === "selbst") window.print();
  }
}
