// What is shown of a funnel: its bars and its table. Pure but for the words of the moment's language.
import type { FunnelAnswer, FunnelStep } from "$lib/api/analyses";
import { byPart, partName } from "$lib/asking/part";
import type { FunnelBar, FunnelInput } from "$lib/charts/funnel";
import * as format from "$lib/format";
import { analyses } from "$lib/i18n/analyses";
import { funnel as words } from "$lib/i18n/funnel";
import type { Language } from "$lib/i18n/language.svelte";
import { eventName } from "$lib/i18n/vocabulary";
import { columnsIn } from "$lib/parts/columns";
import type { Column } from "$lib/parts/table";

/** A step with what was lost before it. */
export interface StepRow extends FunnelStep {
  number: number;
  lost: number | null;
}

/** The steps in the order of the funnel, each with its number and its loss. */
export function stepRows(answer: FunnelAnswer): StepRow[] {
  return byPart(answer.steps).flatMap((part) =>
    part.rows.map((step, index) => {
      const before = part.rows[index - 1];
      return { ...step, number: index + 1, lost: before ? before.customers - step.customers : null };
    }),
  );
}

export function barsOf(answer: FunnelAnswer, language: Language): FunnelInput {
  const parts = byPart(stepRows(answer));
  const cut = parts.length > 1;
  return {
    steps: (parts[0]?.rows ?? []).map((row) => `${row.number}. ${eventName(row.step)}`),
    axis: (value) => format.axis(value, cut ? "share" : "count", language),
    lost: words.lost,
    series: parts.map((part) => ({
      name: partName(part.by, analyses.without) || analyses.everybody,
      bars: part.rows.map((row) => bar(row, cut, language)),
    })),
  };
}

function bar(row: StepRow, cut: boolean, language: Language): FunnelBar {
  const count = format.count(row.customers, language);
  const text = row.share_of_first === null ? count : `${count} · ${format.share(row.share_of_first, language)}`;
  const more: string[] = [];
  if (row.low !== null && row.high !== null) {
    more.push(words.interval(format.share(row.low, language), format.share(row.high, language)));
  }
  if (row.lost !== null) more.push(`${words.lost}: ${format.count(row.lost, language)}`);
  if (row.median_seconds !== null)
    more.push(`${words.median}: ${format.duration(row.median_seconds * 1_000, language)}`);
  return { value: cut ? row.share_of_first : row.customers, lost: cut ? null : row.lost, text, more };
}

export function columnsOf(answer: FunnelAnswer, cut: boolean, language: Language): Column<StepRow>[] {
  const column = columnsIn<StepRow>(language);
  return [
    {
      key: "step",
      title: words.step,
      text: (row) => `${row.number}. ${eventName(row.step)}`,
      raw: (row) => row.number,
    },
    ...(cut ? [{ key: "part", title: words.segment, text: (row: StepRow) => partName(row.by, analyses.without) }] : []),
    column.count("customers", answer.count === "attempts" ? words.attempts : words.customers, (row) => row.customers),
    column.share("share_of_first", words.ofFirst, (row) => row.share_of_first),
    column.share("low", words.low, (row) => row.low),
    column.share("high", words.high, (row) => row.high),
    column.share("share_of_previous", words.ofPrevious, (row) => row.share_of_previous),
    column.count("lost", words.lost, (row) => row.lost),
    column.count("stopped", words.stopped, (row) => row.stopped),
    column.seconds("median_seconds", words.median, (row) => row.median_seconds),
    column.seconds("p90_seconds", words.p90, (row) => row.p90_seconds),
  ];
}
