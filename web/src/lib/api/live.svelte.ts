// What the service tells by itself: that numbers may have changed. Read with fetch, as EventSource cannot say who asks.
import { events } from "./events";
import { session } from "./session.svelte";

class Live {
  /** The state of the data, as the service last told it. */
  state = $state<string | null>(null);
  /** How often it has changed since the page was opened. Resources ask again when it does. */
  changes = $state(0);
  changedAt = $state<number | null>(null);
  connected = $state(false);

  /** Listens until the returned function is called, while the page is looked at: a browser has few lines to one host, and
   *  what hidden pages hold the others lack. Comes again after 1, 2, 4 … 30 seconds when the line breaks. */
  start(): () => void {
    let giveUp = new AbortController();
    const follow = () => {
      giveUp.abort();
      giveUp = new AbortController();
      if (document.visibilityState === "visible") void this.#listen(giveUp.signal);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      giveUp.abort();
    };
  }

  async #listen(signal: AbortSignal): Promise<void> {
    let pause = 1_000;
    while (!signal.aborted) {
      try {
        const response = await fetch("/api/live", { headers: session.headers(), signal });
        if (response.status === 401) return session.end();
        if (response.ok && response.body) {
          this.connected = true;
          pause = 1_000;
          for await (const event of events(response.body)) if (event.name === "state") this.#told(event.data);
        }
      } catch {
        // The line broke, or nobody listens any more: told by `connected`, and tried again below.
      }
      this.connected = false;
      if (signal.aborted) return;
      await new Promise((resume) => setTimeout(resume, pause));
      pause = Math.min(pause * 2, 30_000);
    }
  }

  #told(data: string): void {
    const told = JSON.parse(data) as { state: string };
    if (this.state !== null && this.state !== told.state) {
      this.changes += 1;
      this.changedAt = Date.now();
    }
    this.state = told.state;
  }
}

export const live = new Live();
