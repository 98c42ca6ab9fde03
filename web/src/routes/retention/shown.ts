// What is shown of a retention answer: the heat map, the curves, and the tables behind both. Pure but for the words,
// which are in the language of the moment.
import type { AverageCell, Cohort, CohortCell, RetentionAnswer } from "$lib/api/analyses";
import { partName, type byPart } from "$lib/asking/part";
import type { HeatCell, HeatInput, HeatRow } from "$lib/charts/heat";
import type { LineInput } from "$lib/charts/line";
import * as format from "$lib/format";
import { analyses } from "$lib/i18n/analyses";
import type { Language } from "$lib/i18n/language.svelte";
import { reasonText } from "$lib/i18n/reasons";
import { retention as words } from "$lib/i18n/retention";
import { columnsIn } from "$lib/parts/columns";
import type { Column } from "$lib/parts/table";

type Answer = Pick<RetentionAnswer, "of" | "grain" | "clock" | "time_zone">;

/** The name of an offset: `Month 3`, of a bracket `Month 3–6`. */
export function offsetName(cell: { offset: number; until?: number }, grain: Answer["grain"]): string {
  const unit = analyses[grain];
  const last = cell.until === undefined ? cell.offset : cell.until - 1;
  return last === cell.offset
    ? words.offset(unit, String(cell.offset))
    : words.bracket(unit, String(cell.offset), String(last));
}

export function cohortName(cohort: Cohort, answer: Answer, language: Language): string {
  return format.period(cohort.start, cohort.end, answer.grain, language);
}

/** The heat map of one part. */
export function heatOf(
  cohorts: readonly Cohort[],
  average: readonly AverageCell[],
  answer: Answer,
  language: Language,
): HeatInput {
  const rows = cohorts.map((cohort): HeatRow => {
    const label = cohortName(cohort, answer, language);
    return {
      key: cohort.start,
      label,
      size: cohort.size === null ? format.nothing : format.count(cohort.size, language),
      open: !cohort.complete,
      cells: cohort.cells.map((cell) => heatCell(cell, label, answer, language)),
    };
  });
  const size = cohorts.reduce((sum, cohort) => sum + (cohort.size ?? 0), 0);
  return {
    labelTitle: words.cohort,
    sizeTitle: words.size,
    columns: (cohorts[0]?.cells ?? []).map((cell) => shortOffset(cell)),
    rows,
    average: {
      key: "average",
      label: words.average,
      size: format.count(size, language),
      open: false,
      cells: average.map((cell) => ({
        text: cell.value === null ? "" : format.share(cell.value, language),
        value: cell.value,
        state: cell.value === null ? "none" : "known",
        told: `${offsetName(cell, answer.grain)}${intervalOf(cell, language)}`,
      })),
    },
  };
}

function shortOffset(cell: CohortCell): string {
  const last = cell.until === undefined ? cell.offset : cell.until - 1;
  return last === cell.offset ? String(cell.offset) : `${cell.offset}–${last}`;
}

function heatCell(cell: CohortCell, cohort: string, answer: Answer, language: Language): HeatCell {
  const offset = offsetName(cell, answer.grain);
  const due = cell.matures_at ? format.shortLastDay(cell.matures_at, answer.time_zone, language) : undefined;
  const dueDay = cell.matures_at ? format.lastDay(cell.matures_at, answer.time_zone, language) : format.nothing;
  if (cell.value === null) {
    const open = !cell.complete && cell.matures_at !== null;
    const told = open
      ? words.toldOpen(cohort, offset, dueDay)
      : words.toldNone(cohort, offset, reasonText(cell.reason) ?? format.nothing);
    return { text: "", value: null, state: open ? "open" : "none", due: open ? due : undefined, told };
  }
  const share = format.share(cell.value, language);
  const interval = intervalOf(cell, language);
  const told = cell.amount
    ? words.toldMoney(cohort, offset, share, format.money(cell.amount, language), interval)
    : words.told(
        cohort,
        offset,
        share,
        format.count(cell.count, language),
        format.count(cell.matured, language),
        interval,
      );
  return {
    text: share,
    value: cell.value,
    state: cell.complete ? "known" : "part",
    told: cell.complete ? told : words.toldPart(told, dueDay),
  };
}

function intervalOf(cell: { low: number | null; high: number | null }, language: Language): string {
  if (cell.low === null || cell.high === null) return "";
  return words.toldInterval(format.share(cell.low, language), format.share(cell.high, language));
}

/** The average of each part as a line over the offsets. */
export function curvesOf(
  parts: ReturnType<typeof byPart<AverageCell>>,
  answer: Answer,
  language: Language,
  unfinished: string,
): LineInput {
  const longest = parts.reduce(
    (most, part) => (part.rows.length > most.length ? part.rows : most),
    [] as AverageCell[],
  );
  return {
    labels: longest.map((cell) => offsetName(cell, answer.grain)),
    axis: (value) => format.axis(value, "share", language),
    unfinished,
    series: parts.map((part) => ({
      name: partName(part.by, analyses.without) || words.average,
      points: part.rows.map((cell) => ({
        value: cell.value,
        low: cell.low,
        high: cell.high,
        complete: true,
        text: cell.value === null ? format.nothing : format.share(cell.value, language),
        interval:
          cell.low === null || cell.high === null
            ? undefined
            : `${format.share(cell.low, language)} – ${format.share(cell.high, language)}`,
      })),
    })),
  };
}

export interface CellRow extends CohortCell {
  cohort: Cohort;
}

/** The columns of the table behind the heat map. */
export function cellColumns(answer: Answer, language: Language): Column<CellRow>[] {
  const column = columnsIn<CellRow>(language);
  return [
    {
      key: "cohort",
      title: words.cohort,
      text: (row) => cohortName(row.cohort, answer, language),
      raw: (row) => row.cohort.start,
    },
    column.count("size", words.size, (row) => row.cohort.size),
    {
      key: "offset",
      title: analyses[answer.grain],
      numeric: true,
      text: (row) => shortOffset(row),
      raw: (row) => row.offset,
    },
    column.count("matured", words.matured, (row) => row.matured),
    column.count("count", words.count, (row) => row.count),
    ...(answer.of === "customers" ? [] : [column.money("amount", words.amount, (row) => row.amount)]),
    column.share("value", words.share, (row) => row.value),
    column.share("low", words.low, (row) => row.low),
    column.share("high", words.high, (row) => row.high),
    {
      key: "matures",
      title: words.maturesAt,
      text: (row) => (row.matures_at ? format.lastDay(row.matures_at, answer.time_zone, language) : format.nothing),
      raw: (row) => row.matures_at,
    },
  ];
}

/** The columns of the table behind the curves. */
export function averageColumns(answer: Answer, cut: boolean, language: Language): Column<AverageCell>[] {
  const column = columnsIn<AverageCell>(language);
  return [
    ...(cut
      ? [{ key: "part", title: words.segment, text: (row: AverageCell) => partName(row.by, analyses.without) }]
      : []),
    {
      key: "offset",
      title: analyses[answer.grain],
      numeric: true,
      text: (row) => offsetName(row, answer.grain),
      raw: (row) => row.offset,
    },
    column.count("cohorts", words.averagedOver, (row) => row.cohorts),
    column.count("matured", words.matured, (row) => row.matured),
    column.count("count", words.count, (row) => row.count),
    column.share("value", words.share, (row) => row.value),
    column.share("low", words.low, (row) => row.low),
    column.share("high", words.high, (row) => row.high),
  ];
}
