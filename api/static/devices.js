// How devices are is kept fresh; a screen's preview follows the form while it is filled in.

const EVERY = 15_000;
const PAUSE = 400;

// The part of the page that says how things are, from the page as it would be now.
async function refresh() {
  const part = document.querySelector("[data-fresh]");
  if (!part || part.contains(document.activeElement)) return;
  const answer = await fetch(part.dataset.fresh, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceWith(fresh);
}

setInterval(refresh, EVERY);

const form = document.getElementById("einstellungen");
const button = document.getElementById("vorschau-zeigen");
const frame = document.querySelector(".device-preview__frame");
let later;

function preview() {
  const query = new URLSearchParams(new FormData(form));
  const upright = query.get("format") === "hoch";
  frame.classList.toggle("device-preview__frame--upright", upright);
  // Replaced, so that the back button leaves the page and not a preview.
  frame.contentWindow.location.replace(`${button.formAction}?${query}`);
}

if (button) {
  form.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(preview, PAUSE);
  });
}
