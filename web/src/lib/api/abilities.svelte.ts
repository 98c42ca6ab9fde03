// What the service can do: the addresses that its own document names. Asked once, for pages that offer more where it can.
import { ask } from "./client";

type Paths = Record<string, object>;

class Abilities {
  #paths = $state.raw<Paths | null>(null);
  #asked: Promise<Paths> | null = null;

  /** Whether an address takes a method; false as long as nobody knows. */
  has(path: string, method: string): boolean {
    void this.#know().catch(() => undefined);
    return method in (this.#paths?.[path] ?? {});
  }

  /** The same, once it is known. */
  async can(path: string, method: string): Promise<boolean> {
    return method in ((await this.#know())[path] ?? {});
  }

  #know(): Promise<Paths> {
    this.#asked ??= ask("GET", "/openapi.json", {})
      .then((response) => response.json() as Promise<{ paths: Paths }>)
      .then(
        (document) => (this.#paths = document.paths),
        (error: unknown) => {
          this.#asked = null;
          throw error;
        },
      );
    return this.#asked;
  }
}

export const abilities = new Abilities();
