// The parts an answer is cut into: their names, and which of them is meant. Pure.
import type { Part } from "../api/analyses";

/** A part's values as one text, `studio` or `studio, DE`; where a part has none, the word for that. */
export function partName(part: Part | undefined, without: string): string {
  return part
    ? Object.values(part)
        .map((value) => value ?? without)
        .join(", ")
    : "";
}

/** What makes a part itself, also where two would read alike. */
export function partKey(part: Part | undefined): string {
  return part ? JSON.stringify(Object.values(part)) : "";
}

/** The rows of each part, in the order in which the parts come. */
export function byPart<R extends { by?: Part }>(
  rows: readonly R[],
): { key: string; by: Part | undefined; rows: R[] }[] {
  const parts = new Map<string, { key: string; by: Part | undefined; rows: R[] }>();
  for (const row of rows) {
    const key = partKey(row.by);
    const part = parts.get(key) ?? { key, by: row.by, rows: [] };
    part.rows.push(row);
    parts.set(key, part);
  }
  return [...parts.values()];
}
