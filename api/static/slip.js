// The slip: printed by itself once, right after it was drawn; again at the button.
const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  const address = new URL(location.href);
  if (address.searchParams.has("neu")) {
    address.searchParams.delete("neu");
    history.replaceState(null, "", address);
    if (button.dataset.print === "selbst") window.print();
  }
}
