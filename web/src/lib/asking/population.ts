// Whom a question is about and over what time, as the address keeps it and as the API is asked. Pure.

export interface Population {
  where?: string;
  subject?: "account";
  basis?: "subscription" | "purchase" | "usage";
}

const bases = ["subscription", "purchase", "usage"] as const;

/** What the address says of whom to count; nothing of what is as by default. */
export function populationOf(search: URLSearchParams): Population {
  const population: Population = {};
  const where = search.get("where")?.trim();
  if (where) population.where = where;
  if (search.get("subject") === "account") population.subject = "account";
  const basis = bases.find((one) => one === search.get("basis"));
  if (basis) population.basis = basis;
  return population;
}

/** The page of one of those that are counted. */
export function pageOf(id: string, subject: Population["subject"]): string {
  return `/${subject === "account" ? "accounts" : "customers"}/${encodeURIComponent(id)}`;
}

/** The days that the address names, the second the first after; neither, unless both are days in their order. */
export function rangeOf(search: URLSearchParams): { from?: string; to?: string } {
  const [from, to] = [search.get("from"), search.get("to")];
  return isDay(from) && isDay(to) && from < to ? { from, to } : {};
}

/** How many of the choices are not as by default. */
export function setCount(search: URLSearchParams, keys: readonly string[]): number {
  return keys.filter((key) => search.get(key)).length;
}

function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
