// A small report for the tests of the pure modules.
import type { Metric, QueryAnswer, Row } from "$lib/api/answers";
import type { Against, Cell, Figure, ReportColumn, Reported, Version } from "./contents";
import { figuresOf } from "./contents";

const against = (start: string, end: string, value: number | null, change: number | null): Against => ({
  start,
  end,
  value,
  change,
  change_share: value && change !== null ? change / value : null,
});

/** December, and what it is held against. */
export function december(
  value: number | null,
  previous: number | null,
  before: number | null,
  more: Partial<Cell> = {},
): Cell {
  const since = (then: number | null) => (value === null || then === null ? null : value - then);
  return {
    start: "2025-12-01",
    end: "2026-01-01",
    value,
    complete: true,
    previous: against("2025-11-01", "2025-12-01", previous, since(previous)),
    year_before: against("2024-12-01", "2025-01-01", before, since(before)),
    ...more,
  };
}

export function november(value: number, more: Partial<Cell> = {}): Cell {
  return { ...december(value, value, value), start: "2025-11-01", end: "2025-12-01", ...more };
}

export function column(cells: Cell[], more: Partial<ReportColumn> = {}): ReportColumn {
  return {
    column: "rate",
    title: { en: "Retention rate", "zh-CN": "客户保留率" },
    metric: "customer_retention_rate",
    part: "value",
    unit: "share",
    cells,
    ...more,
  };
}

export function version(
  columns: ReportColumn[],
  rows: Partial<Row>[] = [],
  better: Metric["better"] = "higher",
): Version {
  const report = {
    grain: "month",
    excluded: 0,
    tables: [{ table: "retention", title: { en: "", "zh-CN": "" }, columns }],
  };
  const metric = { metric: "customer_retention_rate", better, unit: "share" };
  const answer = {
    metric: metric.metric,
    benchmarks: [{ benchmark: "b", group: "software", low: 0.9, high: 0.95, source: "" }],
    rows: rows.map((row) => ({ start: "2025-12-01", end: "2026-01-01", complete: true, value: null, ...row })),
  };
  return {
    report: report as unknown as Reported,
    metrics: [metric as unknown as Metric],
    answers: [answer as unknown as QueryAnswer],
  };
}

export function figure(cells: Cell[], rows: Partial<Row>[] = [], better: Metric["better"] = "higher"): Figure {
  const made = version([column(cells)], rows, better);
  const table = made.report.tables[0];
  const first = table && figuresOf(table, made)[0];
  if (!first) throw new Error("a report of one column has one figure");
  return first;
}
