// The columns of a report's table: a row for each period, all numbers side by side. Pure.
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import type { Column } from "$lib/parts/table";
import type { Figure, Point, Reported } from "./contents";
import { periodOf } from "./series";

/** One period: the points of all figures, in their order. */
export interface PeriodRow {
  start: string;
  points: Point[];
}

export function rowsOf(figures: readonly Figure[]): PeriodRow[] {
  const first = figures[0]?.points ?? [];
  return first.map((point, index) => ({
    start: point.start,
    points: figures.flatMap((figure) => figure.points[index] ?? []),
  }));
}

export function columnsOf(
  figures: readonly Figure[],
  report: Reported,
  period: string,
  language: Language,
): Column<PeriodRow>[] {
  const numbers = figures.map((figure, index): Column<PeriodRow> => {
    const value = (row: PeriodRow) => row.points[index]?.value ?? null;
    return {
      key: figure.column.column,
      title: figure.column.title[language],
      text: (row) => format.value(value(row), figure.column.unit, language),
      raw: (row) => {
        const given = value(row);
        return format.isMoney(given) ? given.amount : given;
      },
      numeric: true,
    };
  });
  const first: Column<PeriodRow> = {
    key: "period",
    title: period,
    text: (row) => (row.points[0] ? periodOf(row.points[0], report, language) : row.start),
    raw: (row) => row.start,
  };
  return [first, ...numbers];
}
