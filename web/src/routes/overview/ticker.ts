// What came in between two looks at the status: `+3 events`. Pure.
import type { StatusAnswer } from "$lib/api/answers";

export interface Tick {
  table: string;
  rows: number;
}

/** The tables whose rows have become more or fewer, the largest change first. */
export function ticks(before: StatusAnswer, after: StatusAnswer): Tick[] {
  const had = new Map(before.tables.map((table) => [table.table, table.rows ?? 0]));
  return after.tables
    .map((table) => ({ table: table.table, rows: (table.rows ?? 0) - (had.get(table.table) ?? 0) }))
    .filter((tick) => tick.rows !== 0)
    .toSorted((a, b) => Math.abs(b.rows) - Math.abs(a.rows));
}
