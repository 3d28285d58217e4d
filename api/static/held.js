// Says once, politely, that a reservation is about to end; the page itself says until when.
const held = document.querySelector("[data-seconds]");
const status = held?.querySelector("[data-warning]");
if (status) {
  const wait = Math.max(0, Number(held.dataset.seconds) - 120);
  setTimeout(() => (status.textContent = status.dataset.warning), wait * 1000);
}
