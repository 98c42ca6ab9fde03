// The rows of an answer as lines of the chart: pure.
import type { LineInput, LinePoint, LineSeries } from "$lib/charts/line";
import type { QueryAnswer, Row } from "$lib/api/answers";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";

export interface Words {
  unfinished: string;
  yearBefore: string;
  noValue: string;
  /** A part that has no value of the attribute. */
  none: string;
}

/** More lines than these nobody can tell apart; the table has them all. */
export const mostLines = 6;

/** The name of a row's part: `studio`, or `studio · DE`. */
export function partOf(row: Row, none: string): string {
  return Object.values(row.by ?? {})
    .map((value) => value ?? none)
    .join(" · ");
}

/** How much stands behind a part, for the order of parts: its denominator, else its value. */
function weight(row: Row): number {
  return Math.abs(format.height(row.denominator ?? null) ?? format.height(row.value) ?? 0);
}

/** The names of the parts, those first behind which the most stands in the last periods. */
export function partsOf(rows: readonly Row[], none: string): string[] {
  const weights = new Map<string, number>();
  for (const row of rows) weights.set(partOf(row, none), weight(row));
  return [...weights].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}

export function linesOf(answer: QueryAnswer, title: string, words: Words, language: Language): LineInput {
  const periods = [...new Map(answer.rows.map((row) => [row.start, row])).values()].toSorted((a, b) =>
    a.start.localeCompare(b.start),
  );
  const cut = answer.rows.some((row) => row.by);
  const names = cut ? partsOf(answer.rows, words.none).slice(0, mostLines) : [title];
  const series: LineSeries[] = names.map((name) => {
    const own = new Map(
      answer.rows.filter((row) => !cut || partOf(row, words.none) === name).map((row) => [row.start, row]),
    );
    return { name, points: periods.map((period) => point(own.get(period.start), period, answer, words, language)) };
  });
  if (!cut && periods.some((row) => isYearBefore(row))) {
    series.push({
      name: words.yearBefore,
      compared: true,
      points: periods.map((row) => compared(row, answer, language)),
    });
  }
  return {
    labels: periods.map((row) => format.period(row.start, row.end, answer.grain, language)),
    series,
    axis: (value) => format.axis(value, answer.unit, language),
    unfinished: words.unfinished,
    ranges: ranges(answer),
  };
}

function point(row: Row | undefined, period: Row, answer: QueryAnswer, words: Words, language: Language): LinePoint {
  if (!row || row.value === null) return { value: null, complete: period.complete, text: words.noValue };
  return {
    value: format.height(row.value),
    low: format.height(row.low ?? null),
    high: format.height(row.high ?? null),
    complete: row.complete,
    text: format.value(row.value, answer.unit, language),
    interval: format.interval(row, answer.unit, language),
  };
}

function compared(row: Row, answer: QueryAnswer, language: Language): LinePoint {
  const value = row.compare?.value ?? null;
  return {
    value: format.height(value),
    complete: true,
    text: format.value(value, answer.unit, language),
  };
}

/** Whether a row is compared with the year before: the period before would be the same line, one to the right. */
function isYearBefore(row: Row): boolean {
  return row.compare !== undefined && row.compare.end !== row.start;
}

function ranges(answer: QueryAnswer): LineInput["ranges"] {
  return (answer.benchmarks ?? []).flatMap((one) =>
    one.low !== undefined && one.high !== undefined ? [{ name: one.group, low: one.low, high: one.high }] : [],
  );
}
