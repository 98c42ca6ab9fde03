// Whether a change is for the better: the sign of the change against what is better for the metric.
import { height } from "../format";
import type { Value } from "../api/answers";

export type Direction = "better" | "worse" | "neutral" | "none";

export function direction(change: Value | undefined, better: "higher" | "lower" | "neither"): Direction {
  const by = change === undefined ? null : height(change);
  if (by === null) return "none";
  if (by === 0 || better === "neither") return "neutral";
  return by > 0 === (better === "higher") ? "better" : "worse";
}
