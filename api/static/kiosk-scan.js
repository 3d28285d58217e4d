// A scanner types like a very quick person and ends with Enter. Its text is taken wherever the focus
// is: on a page with a field for it into that field, elsewhere into a form of its own.

const form = document.querySelector("form[data-scan]");
const input = form?.querySelector("input[name=code], input[name=nummer]");
const QUICK = 60; // milliseconds between two signs; nobody types so fast for long
const SHORTEST = 4;

let text = "";
let last = 0;
let slow = 0;

function into(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
}

addEventListener(
  "keydown",
  (event) => {
    if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.timeStamp; // when it was typed, not when a busy page comes to it
    if (event.key === "Enter") {
      end(event, now);
    } else if (event.key.length === 1) {
      const gap = now - last;
      if (gap > 1000) {
        text = "";
        slow = 0;
      } else if (gap > QUICK) slow += 1;
      text += event.key;
      last = now;
      // Typed without a field in focus, on a page that has one: it goes there, quick or not.
      if (!into(event.target) && input.type !== "hidden" && event.key !== " ") {
        event.preventDefault();
        input.value += event.key;
        input.focus();
      }
    }
  },
  true,
);

function end(event, now) {
  const scanned = text.length >= SHORTEST && slow <= text.length / 4 && now - last < 500;
  const typed = text;
  const target = into(event.target);
  text = "";
  slow = 0;
  if (target === input) {
    if (scanned) input.value = typed; // not behind or before what stood there
    return; // the form goes by itself
  }
  if (!scanned) return;
  event.preventDefault();
  event.stopPropagation();
  if (target) target.value = target.value.slice(0, Math.max(0, target.value.length - typed.length));
  input.value = typed;
  form.requestSubmit();
}

// What was refused is replaced by whatever is typed next; where signs are missing, they go behind it.
if (input && input.type !== "hidden" && input.value) {
  const missing = Number(input.dataset.signs ?? 0) > input.value.replace(/[^0-9a-z]/gi, "").length;
  input.focus();
  if (missing) input.setSelectionRange(input.value.length, input.value.length);
  else if (input.ariaInvalid === "true") input.select();
}
