// What there is to ask about: kinds of rows, names of events with how often they happened, and the attributes that
// customers differ by. Read from the data, once, and shared by the pages that let people pick.
import { ask, address } from "./client";
import { live } from "./live.svelte";

/** Kinds of rows that can begin, follow and end something, whatever the events are called. */
export const kinds = ["active", "orders", "subscriptions", "usage", "visits", "tickets", "surveys"] as const;

const attributes = [
  "plan",
  "country",
  "region",
  "city",
  "industry",
  "company_size",
  "gender",
  "channel",
  "source",
  "medium",
  "campaign",
  "owner",
] as const;

/** With more values than this a cut tells nobody anything. */
const mostValues = 60;

interface Named {
  name: string;
  size: number;
}

class Vocabulary {
  /** The most common first. */
  events = $state.raw<readonly Named[]>([]);
  /** Attributes with at least two values, and how many they have. */
  attributes = $state.raw<readonly Named[]>([]);
  loaded = $state(false);
  #asked = -1;

  /** Asks, unless what is here still holds. Whoever may not ask in SQL goes on with the kinds of rows alone. */
  load(): void {
    if (this.#asked === live.changes) return;
    this.#asked = live.changes;
    void this.#read();
  }

  async #read(): Promise<void> {
    const counts = attributes.map((name) => `count(distinct ${name}) as ${name}`).join(", ");
    const [events, customers, own] = await Promise.all([
      rows("select name, count(*) as size from events group by name order by size desc, name limit 200"),
      rows(`select ${counts} from customers`),
      rows("select attributes from customers where attributes is not null limit 500"),
    ]);
    this.events = events.map((row) => ({ name: String(row.name), size: Number(row.size) }));
    const known = Object.entries(customers[0] ?? {}).map(([name, size]) => ({ name, size: Number(size) }));
    this.attributes = [...known, ...ownOf(own)].filter((one) => one.size > 1 && one.size <= mostValues);
    this.loaded = true;
  }
}

/** The attributes that the company's own data bring, by the customers looked at. */
function ownOf(customers: readonly Record<string, unknown>[]): Named[] {
  const values: Record<string, Record<string, true>> = {};
  for (const { attributes: text } of customers) {
    try {
      for (const [name, value] of Object.entries(JSON.parse(String(text)) as Record<string, unknown>)) {
        (values[name] ??= {})[String(value)] = true;
      }
    } catch {
      // What is no JSON has no attributes.
    }
  }
  return Object.entries(values).map(([name, found]) => ({ name, size: Object.keys(found).length }));
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  try {
    const response = await ask("GET", address("/api/sql", { sql }));
    return (await response.json()) as Record<string, unknown>[];
  } catch {
    return [];
  }
}

export const vocabulary = new Vocabulary();
