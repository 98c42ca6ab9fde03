// What the pages of the data ask, apart from showing it: rows in quarantine, states of knowledge, changed numbers.
import type { Unit, Value } from "$lib/api/answers";

export interface Reject {
  reject: string;
  import: number;
  at: string;
  table: string;
  file: string;
  line: string;
  rule: string;
  message: string;
  raw: string;
}

export interface Rejects {
  rejects: Reject[];
  rules: { table: string; rule: string; rows: number }[];
  next_cursor?: string | null;
}

/** One moment at which more became known: an import, a merge, something forgotten. */
export interface Known {
  at: string;
  event: string;
  number: number | null;
  tables: string | null;
  files: string | null;
  rows: number | null;
}

export interface ChangedCell {
  metric: string;
  unit: Unit;
  start: string;
  end: string;
  before: Value;
  after: Value;
  change: Value;
  complete_before: boolean;
  complete_after: boolean;
  parts: { cause: string; change: Value; rows: number; brought_by: { table: string; file: string; rows: number }[] }[];
}

export interface Difference {
  from: { as_of: string };
  to: { as_of: string };
  cells: ChangedCell[];
  unchanged: number;
}

/** How many rows of each word there are, the most first. */
export function tally<T extends { rows: number }>(list: readonly T[], of: (one: T) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(of(one), (counts.get(of(one)) ?? 0) + one.rows);
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
