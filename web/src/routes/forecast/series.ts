// The answer of a forecast as rows of a table and as what the chart draws. Pure.
import type { Value } from "$lib/api/answers";
import type { ForecastInput } from "$lib/charts/forecast";
import type { ForecastAnswer } from "./answer";

export interface ForecastRow {
  start: string;
  end: string;
  value: Value;
  low: number | null;
  high: number | null;
  expected: boolean;
}

/** The past and then what is expected. */
export function rowsOf(answer: ForecastAnswer): ForecastRow[] {
  return [
    ...answer.history.map((row) => ({ ...row, low: null, high: null, expected: false })),
    ...answer.rows.map((row) => ({ ...row, expected: true })),
  ];
}

export interface Words {
  period: (row: { start: string; end: string }) => string;
  value: (given: Value) => string;
  interval: (row: ForecastRow) => string | undefined;
  height: (given: Value) => number | null;
  axis: (given: number) => string;
  past: string;
  expected: string;
  smoothing: string;
  seasonalNaive: string;
  turns: string;
  outlier: string;
}

export function inputOf(answer: ForecastAnswer, words: Words): ForecastInput {
  const rows = rowsOf(answer);
  const at = (start: string) => rows.findIndex((row) => row.start === start);
  const currency = currencyOf(answer);
  const point = (row: ForecastRow) => ({
    value: words.height(row.value),
    low: row.low,
    high: row.high,
    complete: !row.expected,
    text: words.value(row.value),
    interval: words.interval(row),
  });
  const tried = (key: "smoothing" | "seasonal_naive") =>
    (answer.holdout?.rows ?? []).flatMap((row) => {
      const value = row[key];
      return value === null || at(row.start) < 0
        ? []
        : [{ at: at(row.start), value, text: words.value(inUnit(value, currency)) }];
    });
  return {
    labels: rows.map(words.period),
    past: { name: words.past, points: rows.filter((row) => !row.expected).map(point) },
    expected: { name: words.expected, points: rows.filter((row) => row.expected).map(point) },
    tried: [
      { name: words.smoothing, points: tried("smoothing") },
      { name: words.seasonalNaive, points: tried("seasonal_naive") },
    ].filter((one) => one.points.length > 0),
    changepoints: answer.changepoints
      .filter((one) => at(one.start) >= 0)
      .map((one) => ({ at: at(one.start), text: words.turns })),
    outliers: answer.outliers
      .filter((one) => at(one.start) >= 0)
      .map((one) => ({ at: at(one.start), value: words.height(one.value) ?? 0, text: words.outlier })),
    outlier: words.outlier,
    axis: words.axis,
  };
}

/** The currency of a metric that is money. */
export function currencyOf(answer: ForecastAnswer): string | null {
  const one = [...answer.history, ...answer.rows].find((row) => row.value !== null)?.value;
  return typeof one === "object" && one !== null ? one.currency : null;
}

/** A plain number of the answer, such as an error or a slope, in the metric's own unit. */
export function inUnit(value: number | null, currency: string | null): Value {
  if (value === null || currency === null) return value;
  // An estimate: its digits beyond the hundredth of a cent say nothing.
  return { amount: value.toFixed(4), currency };
}
