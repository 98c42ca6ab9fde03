// How saved segments overlap, as a grid. Pure.
import type { HeatRow } from "$lib/charts/cells";
import type { Overlap, SegmentClass } from "./answer";

export interface OverlapWords {
  count: (given: number) => string;
  share: (given: number) => string;
  cell: (count: string, of: string, segment: string, other: string) => string;
}

/** A row for each segment, a column for each: the share of the row's customers who are in the column's segment. */
export function overlapRows(
  overlap: readonly Overlap[],
  classes: readonly SegmentClass[],
  words: OverlapWords,
): HeatRow[] {
  const title = new Map(classes.map((one) => [one.class, one.title ?? one.class]));
  const found = new Map(overlap.map((one) => [`${one.segment} ${one.with}`, one]));
  return classes.map((row) => ({
    head: title.get(row.class) ?? row.class,
    cells: classes.map((column) => {
      const one = found.get(`${row.class} ${column.class}`);
      const share = one?.share ?? null;
      const itself = row.class === column.class;
      return {
        strength: itself || !share ? null : share,
        text: itself ? "" : share === null ? "–" : words.share(share),
        label: words.cell(
          words.count(one?.customers ?? 0),
          words.count(one?.of ?? row.customers),
          title.get(row.class) ?? row.class,
          title.get(column.class) ?? column.class,
        ),
        raw: share,
      };
    }),
  }));
}
