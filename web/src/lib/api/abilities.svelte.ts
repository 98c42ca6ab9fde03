// What the service can do: the addresses that its own document names. Asked once, for pages that offer more where it can.
import { ask } from "./client";

class Abilities {
  #paths = $state.raw<Record<string, object> | null>(null);
  #asked = false;

  /** Whether an address takes a method; false as long as nobody knows. */
  has(path: string, method: string): boolean {
    if (!this.#asked) {
      this.#asked = true;
      ask("GET", "/openapi.json", {})
        .then((response) => response.json() as Promise<{ paths: Record<string, object> }>)
        .then(
          (document) => (this.#paths = document.paths),
          () => (this.#asked = false),
        );
    }
    return method in (this.#paths?.[path] ?? {});
  }
}

export const abilities = new Abilities();
