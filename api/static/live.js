// Pages that show how something stands: fetched anew, and only what changed is put in its place.
// Without script such pages load themselves anew.

function marked() {
  return document.querySelector("[data-live]");
}

async function look() {
  const seconds = Number(marked()?.dataset.live);
  if (!seconds) return;
  setTimeout(look, seconds * 1000);
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (document.querySelector("form[data-sent]")) return; // this page is about to go
    put(fresh);
    connected(true);
  } catch {
    connected(false);
  }
}

// Parts keep their place; one that holds the focus is left as it is.
function put(fresh) {
  const now = marked();
  const next = fresh.querySelector("[data-live]");
  if (!now || !next) return;
  now.dataset.live = next.dataset.live;
  const parts = [...now.querySelectorAll("[data-part]")];
  const same = parts.length && parts.every((part) => fresh.getElementById(part.id));
  if (!same) {
    if (!now.contains(document.activeElement)) now.replaceWith(document.adoptNode(next));
    else if (now.innerHTML !== next.innerHTML) now.innerHTML = next.innerHTML;
    return;
  }
  for (const part of parts) {
    const other = fresh.getElementById(part.id);
    if (part.innerHTML === other.innerHTML) continue;
    if (part.contains(document.activeElement)) continue;
    part.innerHTML = other.innerHTML;
  }
}

function connected(well) {
  const sign = document.getElementById("verbindung");
  if (sign) sign.hidden = well;
}

setTimeout(look, Number(marked()?.dataset.live || 0) * 1000 || 5000);
