// Whether the data holds, asked again when it has changed. Every table and every law is checked for it, so a verdict that
// is on its way is waited for, whatever changes meanwhile, and the next is asked for no sooner than a minute later.
import type { VerdictAnswer } from "$lib/api/answers";
import { get } from "$lib/api/client";
import { live } from "$lib/api/live.svelte";
import { isAborted } from "$lib/api/problem";

const pause_ms = 60_000;

export class Verdict {
  answer = $state.raw<VerdictAnswer>();
  failed = $state(false);
  /** The change of the data that was asked about last. */
  #asked = -1;
  #resting = $state(false);

  /** Made while a component is set up. It is asked for once `calm` says that nothing quicker is waited for. */
  constructor(calm: () => boolean) {
    const giveUp = new AbortController();
    $effect(() => {
      if (!calm() || this.#resting || this.#asked === live.changes) return;
      this.#asked = live.changes;
      this.#resting = true;
      void this.#ask(giveUp.signal);
    });
    $effect(() => () => giveUp.abort());
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      this.answer = await get("/api/quality/verdict", { signal });
      this.failed = false;
    } catch (error) {
      this.failed = !isAborted(error);
      this.#asked = -1;
    }
    if (!signal.aborted) setTimeout(() => (this.#resting = false), pause_ms);
  }
}
