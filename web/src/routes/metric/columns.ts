// The columns of the table beside the chart: pure.
import type { QueryAnswer, Row } from "$lib/api/answers";
import * as format from "$lib/format";
import { metric } from "$lib/i18n/metric";
import { parts } from "$lib/i18n/parts";
import { reasonText } from "$lib/i18n/reasons";
import type { Language } from "$lib/i18n/language.svelte";
import type { Column } from "$lib/parts/table";

/** What is sorted by and saved: the number in full, money without its currency. */
function raw(value: Row["value"] | undefined): number | string | null {
  if (value === undefined || value === null) return null;
  return format.isMoney(value) ? value.amount : value;
}

export function columnsOf(answer: QueryAnswer, language: Language): Column<Row>[] {
  const { unit, rows } = answer;
  const has = (test: (row: Row) => boolean) => rows.some(test);
  const list: Column<Row>[] = [
    {
      key: "period",
      title: metric.period,
      text: (row) =>
        format.period(row.start, row.end, answer.grain, language) + (row.complete ? "" : ` · ${parts.unfinished}`),
      raw: (row) => row.start,
    },
  ];
  for (const attribute of Object.keys(rows.find((row) => row.by)?.by ?? {})) {
    list.push({ key: `by ${attribute}`, title: attribute, text: (row) => row.by?.[attribute] ?? metric.withoutValue });
  }
  list.push({
    key: "value",
    title: metric.value,
    text: (row) =>
      row.value === null ? (reasonText(row.reason) ?? format.nothing) : format.value(row.value, unit, language),
    raw: (row) => raw(row.value),
    numeric: true,
  });
  if (has((row) => row.compare !== undefined)) {
    list.push({
      key: "change",
      title: metric.change,
      text: (row) => format.change(row.compare?.change ?? null, row.compare?.change_share, unit, language),
      raw: (row) => raw(row.compare?.change),
      numeric: true,
    });
  }
  if (has((row) => row.low !== undefined)) {
    list.push({
      key: "interval",
      title: metric.interval,
      text: (row) => format.interval(row, unit, language) ?? format.nothing,
      raw: (row) => raw(row.low),
      numeric: true,
    });
  }
  if (has((row) => row.numerator !== undefined)) {
    list.push(side("above", metric.above, (row) => row.numerator, language));
  }
  if (has((row) => row.denominator !== undefined)) {
    list.push(side("below", metric.below, (row) => row.denominator, language));
  }
  return list;
}

/** A side of the fraction: a count, or money. */
function side(key: string, title: string, of: (row: Row) => Row["value"] | undefined, language: Language): Column<Row> {
  return {
    key,
    title,
    text: (row) => {
      const value = of(row) ?? null;
      // A side may be a share itself, and then keeps its places.
      const unit = typeof value === "number" && Math.abs(value) < 1 && value !== 0 ? "ratio" : "count";
      return format.value(value, unit, language);
    },
    raw: (row) => raw(of(row)),
    numeric: true,
  };
}
