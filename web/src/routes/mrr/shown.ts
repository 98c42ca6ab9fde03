// What is shown of recurring revenue: the waterfall over all periods, the movements of each, and the reconciliation of
// two profiles. Amounts stay decimal strings and are added digit by digit; floats are heights of bars alone.
import { movementKinds, type MovementRow, type Movements, type MrrAnswer, type Part } from "$lib/api/analyses";
import type { Grain, Money } from "$lib/api/answers";
import { byPart } from "$lib/asking/part";
import type { MovementsInput } from "$lib/charts/movements";
import type { WaterfallStep } from "$lib/charts/waterfall";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import { mrr as words } from "$lib/i18n/mrr";
import { parts } from "$lib/i18n/parts";
import type { Column } from "$lib/parts/table";
import { isZero, negative, sum } from "$lib/sum";

export type Kind = (typeof movementKinds)[number];
export const measures = ["opening", ...movementKinds, "closing"] as const;
export type Measure = (typeof measures)[number];

export type PeriodRow = MovementRow & { complete?: boolean };

/** The periods of which something is known. */
export function knownOf(answer: MrrAnswer): PeriodRow[] {
  return (answer.movements ?? []).filter((row): row is MovementRow & { complete: boolean } => row.opening !== null);
}

/** The parts of the whole, each with its periods. */
export function partsOf(answer: MrrAnswer, cut: string): { key: string; by: Part | undefined; rows: PeriodRow[] }[] {
  const rows = (answer.parts ?? []).map((row) => {
    const value = row[cut];
    return { ...row, by: { [cut]: typeof value === "string" ? value : null } };
  });
  return byPart(rows);
}

/** A movement signed as it moves: contraction and churn take away. */
export function signed(row: Movements, kind: Kind): Money {
  const { amount, currency } = row[kind];
  return { amount: kind === "contraction" || kind === "churn" ? negative(amount) : amount, currency };
}

/** All movements of a period. */
export function net(row: Movements): Money {
  return { amount: sum(movementKinds.map((kind) => signed(row, kind).amount)), currency: row.opening.currency };
}

/** Many periods as one: the first's opening, the last's closing, and what moved in between. */
export function together<R extends MovementRow>(rows: readonly R[]): MovementRow | null {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return null;
  const all = (kind: Kind) => ({ amount: sum(rows.map((row) => row[kind].amount)), currency: row0.currency });
  const row0 = first.opening;
  return {
    start: first.start,
    end: last.end,
    opening: first.opening,
    new: all("new"),
    expansion: all("expansion"),
    reactivation: all("reactivation"),
    contraction: all("contraction"),
    churn: all("churn"),
    fx: all("fx"),
    closing: last.closing,
  };
}

export interface WaterfallRow extends WaterfallStep {
  money: Money;
}

/** The steps of the waterfall; what nobody did is left out. */
export function waterfallOf(row: Movements, language: Language): WaterfallRow[] {
  const total = (name: string, money: Money): WaterfallRow => ({
    name,
    money,
    value: Number(money.amount),
    total: true,
    text: format.money(money, language),
  });
  const moved = movementKinds.flatMap((kind): WaterfallRow[] => {
    const money = signed(row, kind);
    if (isZero(money.amount) && kind === "fx") return [];
    const text = format.money(money, language, { sign: true });
    return [{ name: words[kind], money, value: Number(money.amount), total: false, text }];
  });
  return [total(words.opening, row.opening), ...moved, total(words.closing, row.closing)];
}

export function movementsOf(
  rows: readonly (MovementRow & { complete?: boolean })[],
  grain: Grain,
  language: Language,
): MovementsInput {
  const text = (money: Money) => format.money(money, language, { sign: true });
  const kinds = movementKinds.filter((kind) => kind !== "fx" || rows.some((row) => !isZero(row.fx.amount)));
  const tone = {
    new: "good",
    expansion: "good",
    reactivation: "good",
    contraction: "bad",
    churn: "bad",
    fx: "neutral",
  } as const;
  return {
    labels: rows.map((row) => format.period(row.start, row.end, grain, language)),
    complete: rows.map((row) => row.complete !== false),
    series: kinds.map((kind) => ({
      name: words[kind],
      values: rows.map((row) => Number(signed(row, kind).amount)),
      texts: rows.map((row) => text(signed(row, kind))),
      tone: tone[kind],
    })),
    net: {
      name: words.net,
      values: rows.map((row) => Number(net(row).amount)),
      texts: rows.map((row) => text(net(row))),
    },
    axis: (value) => format.axis(value, "money", language),
    unfinished: parts.unfinished,
  };
}

/** Columns of money under a first one; the currency stands once, over them. Reasons move what is held, and hold nothing. */
export function moneyColumns<R extends Movements>(
  first: Column<R>,
  language: Language,
  has: { net?: boolean; held?: boolean } = {},
): Column<R>[] {
  const bare = (money: Money, sign = false) =>
    format.money(money, language, { sign }).replace(` ${money.currency}`, "");
  const measure = (key: Measure): Column<R> => {
    const moves = key !== "opening" && key !== "closing";
    const of = (row: R) => (moves ? signed(row, key) : row[key]);
    return { key, title: words[key], numeric: true, text: (row) => bare(of(row), moves), raw: (row) => of(row).amount };
  };
  const difference: Column<R> = {
    key: "net",
    title: words.net,
    numeric: true,
    text: (row) => bare(net(row), true),
    raw: (row) => net(row).amount,
  };
  const { net: withNet = true, held = true } = has;
  return [
    first,
    ...(held ? [measure("opening")] : []),
    ...movementKinds.map(measure),
    ...(withNet ? [difference] : []),
    ...(held ? [measure("closing")] : []),
  ];
}

export interface ReconciledPeriod {
  start: string;
  end: string;
  first: Money;
  second: Money;
  rules: Map<string, Money>;
  /** Whether the first and the rules add up to the second. */
  holds: boolean;
}

/** Of one measure: under the first profile, what each rule does, and under the second, period by period. */
export function reconciled(answer: MrrAnswer, measure: Measure): ReconciledPeriod[] {
  const totals = answer.totals ?? [];
  return totals
    .filter((row) => row.profile === answer.profile)
    .flatMap((first) => {
      const second = totals.find((row) => row.start === first.start && row.profile !== answer.profile);
      if (!second) return [];
      const rules = new Map(
        (answer.rules ?? []).filter((row) => row.start === first.start).map((row) => [row.rule, row[measure]]),
      );
      const all = sum([first[measure].amount, ...[...rules.values()].map((money) => money.amount)]);
      const holds = isZero(sum([all, negative(second[measure].amount)]));
      return [{ start: first.start, end: first.end, first: first[measure], second: second[measure], rules, holds }];
    });
}

/** The name of a rule in words. */
export function ruleName(rule: string): string {
  return (words as unknown as Record<string, string | undefined>)[rule] ?? rule;
}
