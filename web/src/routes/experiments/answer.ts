// What /api/analyses/experiment answers, judging and planning.
import type { Unit, Value } from "$lib/api/answers";
import { height } from "$lib/format";

export interface Effect {
  value: Value;
  low: Value;
  high: Value;
}

export interface Comparison {
  variant: string;
  effect: Effect;
  relative_effect: number | null;
  p: number | null;
  p_adjusted?: number | null;
  always_valid: { p: number | null; low: Value; high: Value; looks: number } | null;
  adjusted?: { effect: Effect; p: number | null; variance_removed: number | null };
}

export interface Variant {
  variant: string;
  exposed: number;
  n: number;
  mean: Value;
  low: Value;
  high: Value;
}

export interface ExperimentAnswer {
  experiment: string;
  metric: string;
  unit: Unit;
  window_days: number;
  control: string;
  method: string;
  variants: Variant[];
  comparisons: Comparison[];
  sample_ratio: { p: number | null; holds: boolean } | null;
  crossed_over: number;
  immature: number;
  smallest_effect: Value;
}

export interface PlanAnswer {
  customers_per_variant: number;
  customers: number;
  days?: number | null;
}

/** Whether an interval leaves out nothing at all: the difference is told apart from none. */
export function toldApart(effect: { low: Value; high: Value }): boolean {
  const [low, high] = [height(effect.low), height(effect.high)];
  return low !== null && high !== null && (low > 0 || high < 0);
}
