// What the binary writes into a report, and what the report reads of it: pure.
import type { Benchmark, Metric, QueryAnswer, Row, Unit, Value } from "$lib/api/answers";
import type { Language } from "$lib/i18n/language.svelte";

/** The number of an earlier period, and the change since. */
export interface Against {
  start: string;
  end: string;
  value: Value;
  change: Value;
  change_share: number | null;
  reason?: string;
}

/** An exchange rate that a number lacks, for a range of days. */
export interface MissingRate {
  from: string;
  to: string;
  first_day: string;
  last_day: string;
}

export interface Cell {
  start: string;
  end: string;
  /** What a fiscal period is called. */
  period?: string;
  value: Value;
  reason?: string;
  missing_rates?: MissingRate[];
  complete: boolean;
  previous: Against;
  year_before: Against;
}

export interface ReportColumn {
  column: string;
  title: Record<Language, string>;
  metric: string;
  /** `value`, `numerator`, `denominator`, or the name of a number beside the value. */
  part: string;
  unit: Unit;
  cells: Cell[];
}

export interface ReportTable {
  table: string;
  title: Record<Language, string>;
  columns: ReportColumn[];
}

export interface Reported {
  grain: "month" | "quarter" | "year";
  time_zone: string;
  basis: string;
  subject: string;
  as_of: string;
  snapshot: string;
  definitions?: string;
  excluded: number;
  tables: ReportTable[];
}

/** The report in one language. */
export interface Version {
  report: Reported;
  metrics: Metric[];
  /** The answers of its metrics over the same periods: their intervals, benchmarks, and whose time has run out. */
  answers?: QueryAnswer[];
}

export interface Contents extends Partial<Version> {
  workspace: string;
  /** The language it opens in. */
  language: Language;
  time_zone: string;
  currency: string;
  /** RFC 3339. */
  made_at: string;
  in?: Partial<Record<Language, Partial<Version>>>;
}

/** What stands in the file; null for a template that nothing was written into. */
export function contentsOf(text: string): Contents | null {
  return text.trim() === "" ? null : (JSON.parse(text) as Contents | null);
}

/** The report in a language, or in the other where it has only that one. */
export function versionOf(contents: Contents, language: Language): Version | null {
  const other = language === "en" ? "zh-CN" : "en";
  const all = [contents.in?.[language], contents, contents.in?.[other]];
  const report = all.find((one) => one?.report)?.report;
  if (!report) return null;
  return {
    report,
    metrics: all.find((one) => one?.metrics)?.metrics ?? [],
    answers: all.find((one) => one?.answers)?.answers ?? [],
  };
}

/** A cell with what the answer of its metric knows beyond it. */
export interface Point extends Cell {
  low?: Value;
  high?: Value;
  eligible?: number;
  matured?: number;
  /** Whether the number stands: its period is known to its end, and everybody counted has had their time. */
  settled: boolean;
  benchmark?: { benchmark: Benchmark; place: string };
}

/** One column with all that is known of it. */
export interface Figure {
  /** What its anchors and files are called. */
  id: string;
  table: string;
  column: ReportColumn;
  better: Metric["better"];
  metric: Metric | undefined;
  points: Point[];
}

/** The columns of a table, in its order. */
export function figuresOf(table: ReportTable, version: Version): Figure[] {
  return table.columns.map((column) => {
    const metric = version.metrics.find((one) => one.metric === column.metric);
    const answer = version.answers?.find((one) => one.metric === column.metric);
    const rows = new Map((answer?.rows ?? []).filter((row) => !row.by).map((row) => [row.start, row]));
    return {
      id: `${table.table}-${column.column}`,
      table: table.table,
      column,
      better: column.part === "value" ? (metric?.better ?? "neither") : "neither",
      metric,
      points: column.cells.map((cell) => point(cell, column, rows.get(cell.start), answer)),
    };
  });
}

function point(cell: Cell, column: ReportColumn, row: Row | undefined, answer: QueryAnswer | undefined): Point {
  const settled = cell.complete && (row?.matured ?? 0) >= (row?.eligible ?? 0);
  if (!row || row.end !== cell.end) return { ...cell, settled: cell.complete };
  const more: Partial<Point> = {};
  if (row.eligible !== undefined) more.eligible = row.eligible;
  if (row.matured !== undefined) more.matured = row.matured;
  if (column.part === "value") {
    if (row.low !== undefined) more.low = row.low;
    if (row.high !== undefined) more.high = row.high;
    const benchmark = answer?.benchmarks?.find((one) => row.benchmarks?.[one.benchmark]);
    const place = benchmark && row.benchmarks?.[benchmark.benchmark];
    if (benchmark && place) more.benchmark = { benchmark, place };
  }
  return { ...cell, ...more, settled };
}

/** The period that is spoken of: the last one whose number stands, else the last that has a number. */
export function latest(figure: Figure): Point | undefined {
  const known = figure.points.filter((one) => one.value !== null);
  return known.findLast((one) => one.settled) ?? known.at(-1);
}
