// A letter for every step, as the buttons show; only while nobody types, and only where the person
// has not switched them off (WCAG 2.1.4). Function keys work always. With Alt, letters work without
// this file too: they are the buttons' accesskey.

const TYPING = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const isLetter = event.key.length === 1;
  if (isLetter && (event.repeat || !areOn() || event.target.closest(TYPING))) return;
  const target = meant(event.key.toLowerCase());
  if (!target) return;
  event.preventDefault();
  if (!event.repeat) press(target);
});

// A button kept pressed by Enter must not run through all steps.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("form[data-step] button")) {
    event.preventDefault();
  }
});

const areOn = () => document.querySelector("[data-keys=an]") !== null;

// While a fold-out is open, only what is in it, and the way out of it, can be meant.
function meant(key) {
  const fold = document.querySelector("main details.fold[open]");
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return found.find(
    (one) => one.checkVisibility() && (!fold || fold.contains(one) || key.length > 1),
  );
}

// The first thing to choose; of radio buttons the one that is chosen.
function first(fold) {
  const control = ":is(input:not([type=hidden]), select, textarea, button)";
  const found = fold.querySelector(`.fold__panel ${control}`);
  const chosen = found?.type === "radio" && fold.querySelector(`[name="${found.name}"]:checked`);
  return chosen || found || fold.firstElementChild;
}

function press(target) {
  if (!target.matches("summary")) {
    target.click();
    return;
  }
  const fold = target.parentElement;
  fold.open = !fold.open;
  (fold.open ? first(fold) : target).focus({ preventScroll: true });
}
