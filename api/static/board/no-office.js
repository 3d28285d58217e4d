// A screen without an office: asks for itself every half minute, keeps its clock right, and loads
// anew only when there is something else to show. While the server is away it stays as it is.

const EVERY = 30_000;
const CLOCK = ".fault__clock";

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
  if (answer?.status !== 404) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const clock = fresh.querySelector(CLOCK);
  if (!clock) return;
  if (standing(fresh) !== standing(document)) location.reload();
  else document.querySelector(CLOCK).replaceWith(clock);
}

// All but the clock; the addresses of the files change with the version of the server.
function standing(page) {
  const main = page.querySelector("main").cloneNode(true);
  main.querySelector(CLOCK).remove();
  const files = [...page.querySelectorAll("link[rel=stylesheet]")];
  return [main.outerHTML, ...files.map((file) => file.getAttribute("href"))].join("\n");
}

setInterval(() => look().catch(() => {}), EVERY); // a broken answer: the next one is better
