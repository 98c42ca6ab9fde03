// An answer that a page shows: asked for again when what it was asked with, the language, or the data changes. Until a
// new answer is there the one before stays on screen, so nothing jumps.
import { live } from "./live.svelte";
import { isAborted } from "./problem";

export class Resource<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  loading = $state(true);
  #again = $state(0);

  /** Made while a component is set up. `ask` returns null while there is nothing to ask yet. */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
    $effect(() => {
      void live.changes;
      void this.#again;
      const giveUp = new AbortController();
      const asked = ask(giveUp.signal);
      if (!asked) {
        this.loading = false;
        return;
      }
      this.loading = true;
      asked.then(
        (data) => {
          if (giveUp.signal.aborted) return;
          this.data = data;
          this.error = undefined;
          this.loading = false;
        },
        (error: unknown) => {
          if (giveUp.signal.aborted || isAborted(error)) return;
          this.error = error;
          this.loading = false;
        },
      );
      return () => giveUp.abort();
    });
  }

  /** Asks once more, after an error. */
  retry = (): void => {
    this.#again += 1;
  };
}

export function resource<T>(ask: (signal: AbortSignal) => Promise<T> | null): Resource<T> {
  return new Resource(ask);
}
