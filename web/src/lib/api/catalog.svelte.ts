// The catalog of metrics in the language of the moment, asked for once and shared: by the palette, the pickers and
// every page that names metrics.
import { language } from "../i18n/language.svelte";
import type { Metric } from "./answers";
import { get } from "./client";
import { live } from "./live.svelte";

class Catalog {
  metrics = $state.raw<Metric[]>([]);
  error = $state.raw<unknown>(undefined);
  loaded = $state(false);
  #byId = $derived(new Map(this.metrics.map((metric) => [metric.metric, metric])));
  #asked = "";

  /** Asks, unless what is here still holds. Read in an effect, it follows the language and the definitions. */
  load(): void {
    const question = `${language.now} ${live.changes}`;
    if (this.#asked === question) return;
    this.#asked = question;
    get("/api/metrics").then(
      (answer) => {
        if (this.#asked !== question) return;
        this.metrics = answer.metrics;
        this.error = undefined;
        this.loaded = true;
      },
      (error: unknown) => {
        this.#asked = "";
        this.error = error;
      },
    );
  }

  /** The metric, or undefined as long as the catalog is not here. */
  of(id: string): Metric | undefined {
    return this.#byId.get(id);
  }

  /** The metric's title; its id until the catalog is here. */
  title(id: string): string {
    return this.of(id)?.title ?? id;
  }
}

export const catalog = new Catalog();
