// What is shown of value: its spread over customers, what was foretold against what was bought, and cohorts against what
// it cost to win them. Pure but for the words of the moment's language.
import type { Prediction, ValueAnswer, ValueCohort } from "$lib/api/analyses";
import type { Money } from "$lib/api/answers";
import { pageOf, type Population } from "$lib/asking/population";
import { binned, type Bin, type HistogramInput } from "$lib/charts/histogram";
import type { LineInput, LinePoint } from "$lib/charts/line";
import * as format from "$lib/format";
import { analyses } from "$lib/i18n/analyses";
import type { Language } from "$lib/i18n/language.svelte";
import { parts } from "$lib/i18n/parts";
import { value as words } from "$lib/i18n/value";
import { columnsIn } from "$lib/parts/columns";
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

export function predictionColumns(
  answer: ValueAnswer,
  subject: Population["subject"],
  language: Language,
): Column<Prediction>[] {
  const unit = words[(answer.unit ?? "week") as "day" | "week" | "month"];
  const column = columnsIn<Prediction>(language);
  return [
    {
      key: "customer",
      title: subject === "account" ? analyses.account : analyses.customer,
      text: (row) => row.customer_id,
      href: (row) => pageOf(row.customer_id, subject),
    },
    column.money("clv", words.worth, (row) => row.clv),
    column.money("low", words.low, (row) => row.low),
    column.money("high", words.high, (row) => row.high),
    column.share("alive", words.pAlive, (row) => row.p_alive),
    column.points("expected", words.expected, (row) => row.expected),
    column.money("mean_spend", words.spend, (row) => row.mean_spend),
    column.count("x", words.x, (row) => row.x),
    column.points("t_x", words.tx(unit), (row) => row.t_x),
    column.points("T", words.T(unit), (row) => row.T),
  ];
}

type Judged = NonNullable<ValueAnswer["holdout"]>["by_repeats"][number];

/** How often customers had bought again; the last class gathers those who did so more often. */
function classOf(rows: readonly Judged[], row: Judged): string {
  return rows.length > 1 && row === rows.at(-1) ? `${row.x}+` : String(row.x);
}

/** Foretold and bought by how often customers had bought again. */
export function judgedOf(rows: readonly Judged[], language: Language): LineInput {
  const point = (value: number): LinePoint => ({ value, complete: true, text: format.value(value, "ratio", language) });
  return {
    labels: rows.map((row) => classOf(rows, row)),
    axis: (value) => format.value(value, "points", language),
    unfinished: parts.unfinished,
    series: [
      { name: words.bought, points: rows.map((row) => point(row.actual)) },
      { name: words.foretold, points: rows.map((row) => point(row.expected)) },
    ],
  };
}

export function judgedColumns(rows: readonly Judged[], language: Language): Column<Judged>[] {
  const column = columnsIn<Judged>(language);
  return [
    { ...column.count("x", words.x, (row) => row.x), text: (row) => classOf(rows, row) },
    column.count("customers", words.customers, (row) => row.customers),
    column.ratio("actual", words.bought, (row) => row.actual),
    column.ratio("expected", words.foretold, (row) => row.expected),
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
  const column = columnsIn<Point>(language);
  return [
    column.count("month", words.month, (row) => row.month),
    column.count("matured", words.matured, (row) => row.matured),
    column.money("realised", words.realised, (row) => worthOf(row, false)),
    column.money("expected", words.expectedValue, (row) => worthOf(row, true)),
  ];
}

/** The newest month of which all of a cohort are known. */
export function lastKnown(cohort: ValueCohort): Point | undefined {
  return cohort.points.findLast((point) => point.matured === cohort.size && worthOf(point, false) !== null);
}
