// What a reader should know before trusting the numbers: what is not over, whose time has not run out, what has no value and
// why, and which exchange rates are missing. Pure.
import type { Figure, MissingRate, Point } from "./contents";

export interface Notes {
  /** Periods that are not over, or not known to their end. */
  unfinished: Point[];
  /** Numbers that count only those whose time has run out, period by period. */
  immature: { figure: Figure; point: Point }[];
  /** Numbers that have no value, by their reason; those of periods that are not over are left out. */
  missing: { figure: Figure; reason: string; points: Point[] }[];
  rates: MissingRate[];
}

export function notesOf(figures: readonly Figure[]): Notes {
  const unfinished = new Map<string, Point>();
  const immature = new Map<string, { figure: Figure; point: Point }>();
  const missing = new Map<string, { figure: Figure; reason: string; points: Point[] }>();
  const rates = new Map<string, MissingRate>();
  for (const figure of figures) {
    for (const point of figure.points) {
      for (const rate of point.missing_rates ?? []) {
        rates.set(`${rate.from} ${rate.to} ${rate.first_day} ${rate.last_day}`, rate);
      }
      if (!point.complete) unfinished.set(point.start, point);
      else if (!point.settled && figure.column.part === "value") {
        immature.set(`${figure.column.metric} ${point.start}`, { figure, point });
      }
      if (point.value === null && point.complete && point.reason) {
        const key = `${figure.id} ${point.reason}`;
        const found = missing.get(key);
        if (found) found.points.push(point);
        else missing.set(key, { figure, reason: point.reason, points: [point] });
      }
    }
  }
  const by = (a: { start: string }, b: { start: string }) => a.start.localeCompare(b.start);
  return {
    unfinished: [...unfinished.values()].toSorted(by),
    immature: [...immature.values()],
    missing: [...missing.values()],
    rates: [...rates.values()].toSorted((a, b) => a.first_day.localeCompare(b.first_day)),
  };
}
