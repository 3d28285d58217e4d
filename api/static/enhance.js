// Small kindnesses; every page works without them.

// After a refused form, reading starts at the list of errors.
function focusErrors() {
  document.getElementById("fehler")?.focus();
}

// A second press of the same button would send the form twice. The button is not disabled, so
// that its name and value still go along and the focus stays.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// Coming back by the browser's button must not find a form that thinks it was sent.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// An open menu closes by Escape, as menus do, and gives the focus back.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.languages[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

focusErrors();
document.addEventListener("turbo:render", focusErrors);
