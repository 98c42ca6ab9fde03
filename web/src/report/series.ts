// A number of the report as lines of a chart: its periods with their intervals, and the year before. Pure.
import type { LineInput } from "$lib/charts/line";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import type { Cell, Figure, Reported } from "./contents";

export interface Words {
  unfinished: string;
  yearBefore: string;
  noValue: string;
}

/** The name of a period: that of the fiscal calendar where it has one. */
export function periodOf(cell: Pick<Cell, "start" | "end" | "period">, report: Reported, language: Language): string {
  return cell.period ?? format.period(cell.start, cell.end, report.grain, language);
}

export function linesOf(figure: Figure, report: Reported, words: Words, language: Language): LineInput {
  const { column, points } = figure;
  const written = (value: Cell["value"]) =>
    value === null ? words.noValue : format.value(value, column.unit, language);
  const input: LineInput = {
    labels: points.map((point) => periodOf(point, report, language)),
    axis: (value) => format.axis(value, column.unit, language),
    unfinished: words.unfinished,
    series: [
      {
        name: column.title[language],
        points: points.map((point) => ({
          value: format.height(point.value),
          low: format.height(point.low ?? null),
          high: format.height(point.high ?? null),
          complete: point.settled,
          text: written(point.value),
          interval: format.interval(point, column.unit, language),
        })),
      },
    ],
    ranges: rangesOf(figure),
  };
  if (!points.some((point) => point.year_before.value !== null)) return input;
  const before = points.map(({ year_before: { value } }) => ({
    value: format.height(value),
    complete: true,
    text: written(value),
  }));
  return { ...input, series: [...input.series, { name: words.yearBefore, compared: true, points: before }] };
}

/** The range that others quote, where it says something of periods of this length. */
function rangesOf(figure: Figure): NonNullable<LineInput["ranges"]> {
  const quoted = figure.points.findLast((point) => point.benchmark)?.benchmark?.benchmark;
  if (quoted?.low === undefined || quoted.high === undefined) return [];
  return [{ name: quoted.group, low: quoted.low, high: quoted.high }];
}
