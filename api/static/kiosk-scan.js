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
  text = "";
  slow = 0;
  if (into(event.target) === input && input.type !== "hidden") return; // the form goes by itself
  if (!scanned) return;
  event.preventDefault();
  event.stopPropagation();
  const other = into(event.target);
  if (other) other.value = other.value.slice(0, Math.max(0, other.value.length - typed.length));
  if (input.type === "hidden" || !input.value) input.value = typed;
  form.requestSubmit();
}
