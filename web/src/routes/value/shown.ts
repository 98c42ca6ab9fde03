// What is shown of value: its spread over customers, what was foretold against what was bought, and cohorts against what
// it cost to win them. Pure but for the words of the moment's language.
import type { Prediction, ValueAnswer, ValueCohort } from "$lib/api/analyses";
import type { Money } from "$lib/api/answers";
import { binned, type Bin, type HistogramInput } from "$lib/charts/histogram";
import type { LineInput, LinePoint } from "$lib/charts/line";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import { parts } from "$lib/i18n/parts";
import { value as words } from "$lib/i18n/value";
import type { Column } from "$lib/parts/table";

const money = (given: Money | null | undefined, language: Language) =>
  given ? format.money(given, language) : format.nothing;

/** How the values of customers are spread. Heights of bars may be floats. */
export function spreadOf(predictions: readonly Prediction[], language: Language): HistogramInput {
  const values = predictions.flatMap((one) => (one.clv === null ? [] : [Number(one.clv.amount)]));
  const currency = predictions.find((one) => one.clv)?.clv?.currency ?? "";
  return {
    bins: binned(values),
    range: (bin) => rangeText(bin, currency, language),
    count: (count) => format.count(count, language),
    axis: (at) => format.axis(at, "money", language),
  };
}

export function rangeText(bin: Bin, currency: string, language: Language): string {
  return `${format.count(bin.from, language)} – ${format.count(Math.round(bin.to), language)} ${currency}`;
}

export function predictionColumns(answer: ValueAnswer, language: Language): Column<Prediction>[] {
  const unit = words[(answer.unit ?? "week") as "day" | "week" | "month"];
  const amount = (key: "mean_spend" | "clv" | "low" | "high", title: string): Column<Prediction> => ({
    key,
    title,
    numeric: true,
    text: (row) => money(row[key], language),
    raw: (row) => row[key]?.amount ?? null,
  });
  const number = (key: "t_x" | "T" | "expected", title: string): Column<Prediction> => ({
    key,
    title,
    numeric: true,
    text: (row) => format.value(row[key], "points", language),
    raw: (row) => row[key],
  });
  return [
    {
      key: "customer",
      title: words.customers,
      text: (row) => row.customer_id,
      href: (row) => `/customers/${encodeURIComponent(row.customer_id)}`,
    },
    amount("clv", words.worth),
    amount("low", words.low),
    amount("high", words.high),
    {
      key: "alive",
      title: words.pAlive,
      numeric: true,
      text: (row) => format.share(row.p_alive, language),
      raw: (row) => row.p_alive,
    },
    number("expected", words.expected),
    amount("mean_spend", words.spend),
    { key: "x", title: words.x, numeric: true, text: (row) => format.count(row.x, language), raw: (row) => row.x },
    number("t_x", words.tx(unit)),
    number("T", words.T(unit)),
  ];
}

type Judged = NonNullable<ValueAnswer["holdout"]>["by_repeats"][number];

/** Foretold and bought by how often customers had bought again; the last gathers those who did so more often. */
export function judgedOf(rows: readonly Judged[], language: Language): LineInput {
  const point = (value: number): LinePoint => ({ value, complete: true, text: format.value(value, "ratio", language) });
  const last = rows.length - 1;
  return {
    labels: rows.map((row, index) => (index === last && index > 0 ? `${row.x}+` : String(row.x))),
    axis: (value) => format.value(value, "points", language),
    unfinished: parts.unfinished,
    series: [
      { name: words.bought, points: rows.map((row) => point(row.actual)) },
      { name: words.foretold, points: rows.map((row) => point(row.expected)) },
    ],
  };
}

export function judgedColumns(language: Language): Column<Judged>[] {
  const number = (key: "actual" | "expected", title: string): Column<Judged> => ({
    key,
    title,
    numeric: true,
    text: (row) => format.value(row[key], "ratio", language),
    raw: (row) => row[key],
  });
  return [
    { key: "x", title: words.x, numeric: true, text: (row) => format.count(row.x, language), raw: (row) => row.x },
    {
      key: "customers",
      title: words.customers,
      numeric: true,
      text: (row) => format.count(row.customers, language),
      raw: (row) => row.customers,
    },
    number("actual", words.bought),
    number("expected", words.foretold),
  ];
}

type Point = ValueCohort["points"][number];

/** What counts: the margin where the workspace knows one, else revenue. */
export function worthOf(point: Point, expected: boolean): Money | null {
  return expected ? (point.expected_margin ?? point.expected_revenue) : (point.margin ?? point.revenue);
}

/** One cohort by month: what is realised, what is expected, and the cost of winning a customer as a level line. */
export function cohortOf(cohort: ValueCohort, language: Language): LineInput {
  const point = (given: Money | null, complete: boolean): LinePoint => ({
    value: format.height(given),
    complete,
    text: money(given, language),
  });
  const all = cohort.size;
  return {
    labels: cohort.points.map((one) => words.monthNumber(format.count(one.month, language))),
    axis: (value) => format.axis(value, "money", language),
    unfinished: parts.unfinished,
    series: [
      { name: words.realised, points: cohort.points.map((one) => point(worthOf(one, false), one.matured === all)) },
      {
        name: words.expectedValue,
        points: cohort.points.map((one) => point(worthOf(one, true), true)),
        compared: true,
      },
      ...(cohort.cac ? [{ name: words.cac, points: cohort.points.map(() => point(cohort.cac, true)) }] : []),
    ],
  };
}

export function pointColumns(language: Language): Column<Point>[] {
  const amount = (key: "realised" | "expected", title: string): Column<Point> => ({
    key,
    title,
    numeric: true,
    text: (row) => money(worthOf(row, key === "expected"), language),
    raw: (row) => worthOf(row, key === "expected")?.amount ?? null,
  });
  return [
    {
      key: "month",
      title: words.month,
      numeric: true,
      text: (row) => format.count(row.month, language),
      raw: (row) => row.month,
    },
    {
      key: "matured",
      title: words.matured,
      numeric: true,
      text: (row) => format.count(row.matured, language),
      raw: (row) => row.matured,
    },
    amount("realised", words.realised),
    amount("expected", words.expectedValue),
  ];
}

/** The newest month of which all of a cohort are known. */
export function lastKnown(cohort: ValueCohort): Point | undefined {
  return cohort.points.findLast((point) => point.matured === cohort.size && worthOf(point, false) !== null);
}
