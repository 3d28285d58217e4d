// Signs of life to the server, and looking whether the page is still the one it would send.

const EVERY = 15_000;
const LOOK = 60_000;

export class Life {
  constructor(root, version, state, report) {
    this.address = `${root}/lebenszeichen`;
    this.version = version; // "" for a screen that is not paired
    this.state = state;
    this.report = report; // () => what the screen says of itself
  }

  start() {
    if (this.version !== "") {
      this.say();
      setInterval(() => this.say(), EVERY);
    }
    // Not all screens at once.
    setTimeout(() => setInterval(() => this.renew(), LOOK), Math.random() * 5_000);
  }

  async say() {
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(this.report()),
    }).catch(() => null);
    if (answer?.status === 401 || answer?.status === 403) location.reload(); // not paired any more
    if (!answer?.ok) return;
    const { version } = await answer.json();
    if (String(version) !== this.version) location.reload();
  }

  // A page can stay open for months: settings, hours, offices and our own files change meanwhile.
  async renew() {
    const page = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (!page || page.status >= 500 || page.status === 429) return;
    const found = (await page.text()).match(/data-state="([0-9a-f]*)"/);
    if (found?.[1] !== this.state) location.reload();
  }
}
