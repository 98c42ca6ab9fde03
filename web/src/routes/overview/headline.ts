// What the first page tells of a metric, read from one answer of twelve periods with the year before: pure.
import type { Benchmark, QueryAnswer, Row, Unit, Value } from "$lib/api/answers";
import { minus } from "$lib/decimal";
import { height, isMoney } from "$lib/format";
import type { SparkPoint } from "$lib/parts/sparkline";

export interface Change {
  start: string;
  end: string;
  change: Value;
  share: number | null;
}

export interface Headline {
  metric: string;
  unit: Unit;
  /** The last period in which everybody's outcome is known; the last of all where there is none. */
  row: Row;
  /** The last period, where not everybody's outcome in it is known yet. */
  open: Row | null;
  previous: Change | null;
  year: Change | null;
  points: SparkPoint[];
  /** How many times its usual move the last one was; null where there is too little to tell. */
  surprise: number | null;
  benchmark: { benchmark: Benchmark; place: string } | null;
}

/** The last settled period of an answer and what it is compared with; null where the answer has no periods. */
export function headline(answer: QueryAnswer): Headline | null {
  const last = answer.rows.at(-1);
  if (!last) return null;
  const settled = answer.rows.findLastIndex(isSettled);
  const at = settled < 0 ? answer.rows.length - 1 : settled;
  const row = answer.rows[at] ?? last;
  const before = answer.rows[at - 1];
  const year = row.compare;
  return {
    metric: answer.metric,
    unit: answer.unit,
    row,
    open: isSettled(last) ? null : last,
    previous: before ? { start: before.start, end: before.end, ...difference(row.value, before.value) } : null,
    year: year ? { start: year.start, end: year.end, change: year.change, share: year.change_share } : null,
    points: answer.rows.map((one) => ({ value: height(one.value), complete: one.complete && isSettled(one) })),
    surprise: surprise(answer.rows.slice(0, at + 1).map((one) => height(one.value))),
    benchmark: benchmark(answer, row),
  };
}

/** Whether everybody's outcome in a period is known: somebody who came on its last day may still convert. */
function isSettled(row: Row): boolean {
  return (row.matured ?? 0) >= (row.eligible ?? 0);
}

/** `after − before`, and as a share of before, by the rules of the API: none where a side is missing or before is zero. */
export function difference(after: Value, before: Value): { change: Value; share: number | null } {
  if (after === null || before === null) return { change: null, share: null };
  let change: Value = null;
  if (isMoney(after) && isMoney(before)) {
    if (after.currency === before.currency) {
      change = { amount: minus(after.amount, before.amount), currency: after.currency };
    }
  } else if (!isMoney(after) && !isMoney(before)) change = after - before;
  const base = height(before);
  return { change, share: change === null || !base ? null : (height(change) ?? 0) / Math.abs(base) };
}

/** The size of the last move beside the median size of those before: robust against one odd month. */
export function surprise(values: readonly (number | null)[]): number | null {
  const moves: number[] = [];
  for (let index = 1; index < values.length; index += 1) {
    const [before, after] = [values[index - 1], values[index]];
    if (typeof before === "number" && typeof after === "number") moves.push(Math.abs(after - before));
    else if (index === values.length - 1) return null;
  }
  const last = moves.pop();
  if (last === undefined || moves.length < 4) return null;
  const usual = moves.toSorted((a, b) => a - b)[Math.floor(moves.length / 2)] ?? 0;
  return usual === 0 ? null : last / usual;
}

/** Those whose last move was the largest beside what is usual for them, the largest first; of what is not settled yet nothing
 *  can be said. */
export function movedMost(headlines: readonly Headline[], most = 3): Headline[] {
  return headlines
    .filter(
      (one) => one.open === null && (one.surprise ?? 0) > 1 && one.previous?.change !== null && one.previous !== null,
    )
    .toSorted((a, b) => (b.surprise ?? 0) - (a.surprise ?? 0))
    .slice(0, most);
}

/** The first benchmark that says where the last value lies; those that are quoted per year say nothing of a month. */
function benchmark(answer: QueryAnswer, row: Row): Headline["benchmark"] {
  for (const one of answer.benchmarks ?? []) {
    const place = row.benchmarks?.[one.benchmark];
    if (place) return { benchmark: one, place };
  }
  return null;
}
