// What numbers can be cut and filtered by, and the values that occur: asked for when somebody wants to choose.
import type { DriversAnswer } from "./answers";
import { get } from "./client";

export interface Attribute {
  attribute: string;
  /** The values behind which the most customers stand, the most first; null where customers have none. */
  values: (string | null)[];
}

/** The dimensions of an answer, each with its values, those of the most customers first. */
function attributesOf(answer: DriversAnswer): Attribute[] {
  const names = [...new Set(answer.by.map((part) => part.dimension))].toSorted((a, b) => a.localeCompare(b));
  return names.map((attribute) => ({
    attribute,
    values: answer.by
      .filter((part) => part.dimension === attribute && !part.gathered)
      .toSorted((a, b) => (b.after?.share ?? 0) - (a.after?.share ?? 0))
      .map((part) => part.value),
  }));
}

class Attributes {
  list = $state.raw<Attribute[]>([]);
  loading = $state(false);
  error = $state.raw<unknown>(undefined);
  #asked = false;

  /** Asks once. The catalog has no list of attributes, so the parts of the number of customers tell it. */
  async load(period: { before: string; after: string }): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    this.loading = true;
    try {
      const answer = await get("/api/analyses/drivers", {
        query: { metric: "customers_at_end", from: period.before, to: period.after, top: "50" },
      });
      this.list = attributesOf(answer);
    } catch (error) {
      this.#asked = false;
      this.error = error;
    } finally {
      this.loading = false;
    }
  }
}

export const attributes = new Attributes();
