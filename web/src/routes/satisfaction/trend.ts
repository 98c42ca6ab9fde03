// Answers of /api/query as lines over periods: one for each part of a breakdown, or one for each number of a row. Pure.
import type { QueryAnswer, Row, Value } from "$lib/api/answers";
import type { LinePoint, LineSeries } from "$lib/charts/line";

export interface Words {
  value: (given: Value) => string;
  interval: (row: Row) => string | undefined;
  height: (given: Value) => number | null;
}

/** The periods of an answer, oldest first, each once. */
export function periods(rows: readonly Row[]): { start: string; end: string; complete: boolean }[] {
  const seen = new Map<string, { start: string; end: string; complete: boolean }>();
  for (const row of rows) seen.set(row.start, { start: row.start, end: row.end, complete: row.complete });
  return [...seen.values()].sort((a, b) => a.start.localeCompare(b.start));
}

/** The parts of a breakdown, those with the most behind them first; null is: without a value. */
export function partsOf(rows: readonly Row[], by: string): (string | null)[] {
  const sizes = new Map<string | null, number>();
  for (const row of rows) {
    const part = row.by?.[by] ?? null;
    sizes.set(part, (sizes.get(part) ?? 0) + (row.eligible ?? 0));
  }
  return [...sizes].sort((a, b) => b[1] - a[1]).map(([part]) => part);
}

/** A line for each part. A period that a part has nothing in is a gap. */
export function linesBy(
  answer: QueryAnswer,
  by: string,
  name: (part: string | null) => string,
  words: Words,
): LineSeries[] {
  const all = periods(answer.rows);
  return partsOf(answer.rows, by).map((part) => ({
    name: name(part),
    points: all.map((period) =>
      point(
        answer.rows.find((row) => row.start === period.start && (row.by?.[by] ?? null) === part),
        period.complete,
        words,
      ),
    ),
  }));
}

/** A line of the values, and one of a further number of each row where there is one, such as a quantile. */
export function lines(
  answer: QueryAnswer,
  name: string,
  also: { key: string; name: string } | null,
  words: Words,
): LineSeries[] {
  const main = { name, points: answer.rows.map((row) => point(row, row.complete, words)) };
  if (!also || !answer.rows.some((row) => row.also?.[also.key] !== undefined)) return [main];
  return [
    main,
    {
      name: also.name,
      compared: true,
      points: answer.rows.map((row) => {
        const value = row.also?.[also.key] ?? null;
        return { value: words.height(value), complete: row.complete, text: words.value(value) };
      }),
    },
  ];
}

function point(row: Row | undefined, complete: boolean, words: Words): LinePoint {
  if (!row) return { value: null, complete, text: words.value(null) };
  return {
    value: words.height(row.value),
    low: words.height(row.low ?? null),
    high: words.height(row.high ?? null),
    complete,
    text: words.value(row.value),
    interval: words.interval(row),
  };
}

/** The largest of a minute, an hour and a day, in milliseconds, that the longest of some durations has several of. */
export function step(durations: readonly Value[]): number {
  const longest = Math.max(0, ...durations.map((one) => (typeof one === "number" ? one : 0)));
  return [86_400_000, 3_600_000, 60_000].find((one) => longest >= 3 * one) ?? 1_000;
}
