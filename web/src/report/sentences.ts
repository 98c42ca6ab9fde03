// The verdict on a number in words.
import * as format from "$lib/format";
import { benchmarkText } from "$lib/i18n/benchmarks";
import type { Language } from "$lib/i18n/language.svelte";
import { report as words } from "$lib/i18n/report";
import type { Against, Reported } from "./contents";
import { periodOf } from "./series";
import { isClear, type Verdict } from "./verdict";

/** What is said of a number after its title: what decided, and then what else there is to know. */
export function said(verdict: Verdict, report: Reported, language: Language): string {
  const { figure, point, ground } = verdict;
  const { unit } = figure.column;
  const now = format.value(point.value, unit, language);
  const period = periodOf(point, report, language);
  const by = (against: Against) => format.change(against.change, against.change_share, unit, language);
  const decided = ground === "year" ? point.year_before : ground === "previous" ? point.previous : null;
  const list: string[] = [];
  if (decided) {
    const text = by(decided);
    const say = (format.height(decided.change) ?? 0) > 0 ? words.rose : words.fell;
    const before = format.value(decided.value, unit, language);
    list.push(say(text.replace(/^[+−]/, ""), now, period, before, periodOf(decided, report, language)));
  } else list.push(words.stayed(now, period));
  const others = [point.year_before, point.previous].filter((one) => one !== decided && one.change !== null);
  const named = (against: Against) => [by(against), periodOf(against, report, language)] as const;
  const [first, second] = others;
  if (first && second) list.push(words.neither(...named(first), ...named(second)));
  else if (first) list.push((isClear(point, first) ? words.also : words.within)(...named(first)));
  if (point.benchmark) list.push(words.lies(benchmarkText(point.benchmark.benchmark, point.benchmark.place)));
  return list.join(language === "en" ? " " : "");
}
