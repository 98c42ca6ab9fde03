// Which numbers are strengths and which are weaknesses, by rules that the report tells its reader: pure.
//
// A change is clear where the earlier value lies outside the interval of the present one; a number without an interval has
// changed clearly from one percent on. What decides is the year before, which has the same season; without a clear
// change there, the period before; and else where the number lies beside what others quote.
import { height, isMoney } from "$lib/format";
import type { Value } from "$lib/api/answers";
import { latest, type Against, type Figure, type Point } from "./contents";

/** From this share of the earlier value on, a change without an interval is clear. */
export const clearFrom = 0.01;

export type Side = "strength" | "weakness" | "even";
export type Ground = "year" | "previous" | "benchmark";

export interface Verdict {
  figure: Figure;
  point: Point;
  side: Side;
  /** What decided; none where nothing did. */
  ground: Ground | null;
  /** How large the change was beside the earlier value: what they are ordered by. */
  weight: number;
}

/** The verdicts on all numbers of which one way is better, the largest change first. */
export function verdicts(figures: readonly Figure[]): Verdict[] {
  return figures
    .filter((figure) => figure.better !== "neither")
    .flatMap((figure) => {
      const point = latest(figure);
      return point ? [verdict(figure, point)] : [];
    })
    .toSorted((a, b) => b.weight - a.weight);
}

function verdict(figure: Figure, point: Point): Verdict {
  const grounds: [Ground, Against][] = [
    ["year", point.year_before],
    ["previous", point.previous],
  ];
  for (const [ground, against] of grounds) {
    if (!isClear(point, against)) continue;
    const rose = (height(against.change) ?? 0) > 0;
    const side = rose === (figure.better === "higher") ? "strength" : "weakness";
    return { figure, point, side, ground, weight: Math.abs(against.change_share ?? 0) };
  }
  const side = beside(figure, point);
  return { figure, point, side: side ?? "even", ground: side ? "benchmark" : null, weight: 0 };
}

/** Whether a number has changed beyond what chance would do. */
export function isClear(point: Point, against: Against): boolean {
  const [before, by] = [height(against.value), height(against.change)];
  if (before === null || by === null || by === 0) return false;
  const [low, high] = [end(point.low), end(point.high)];
  if (low !== null && high !== null) return before < low || before > high;
  return Math.abs(against.change_share ?? 0) >= clearFrom;
}

/** Which way a change is coloured: none that is not clear, so that colour and words say the same. */
export function toward(figure: Figure, point: Point | undefined, against: Against | undefined): Figure["better"] {
  return point && against && isClear(point, against) ? figure.better : "neither";
}

function end(value: Value | undefined): number | null {
  if (value === undefined || value === null) return null;
  return isMoney(value) ? Number(value.amount) : value;
}

/** What a range that others quote says of a number: nothing of one that lies within it, or in a band with a name. */
function beside(figure: Figure, point: Point): "strength" | "weakness" | null {
  const place = point.benchmark?.place;
  if (place !== "below" && place !== "above") return null;
  return (place === "above") === (figure.better === "higher") ? "strength" : "weakness";
}
