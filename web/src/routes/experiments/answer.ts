// What /api/analyses/experiment answers, judging and planning.
import type { Unit, Value } from "$lib/api/answers";

export interface Effect {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface Comparison {
  variant: string;
  effect: Effect;
  relative_effect: number | null;
  p: number | null;
  p_adjusted?: number | null;
  always_valid: { p: number | null; low: number | null; high: number | null; looks: number } | null;
  adjusted?: { effect: Effect; p: number | null; variance_removed: number | null };
}

export interface Variant {
  variant: string;
  exposed: number;
  n: number;
  numerator?: number;
  mean: number | null;
  low: number | null;
  high: number | null;
}

export interface ExperimentAnswer {
  experiment: string;
  metric: string;
  unit: Unit;
  currency?: string;
  window_days: number;
  control: string;
  method: string;
  variants: Variant[];
  comparisons: Comparison[];
  sample_ratio: { p: number | null; holds: boolean } | null;
  crossed_over: number;
  immature: number;
  smallest_effect: number | null;
}

export interface PlanAnswer {
  customers_per_variant: number;
  customers: number;
  days?: number | null;
}

/** A number of the answer in the outcome's unit. */
export function inUnit(value: number | null, currency: string | undefined): Value {
  if (value === null || currency === undefined) return value;
  // A mean over customers: its digits beyond the hundredth of a cent say nothing.
  return { amount: value.toFixed(4), currency };
}

/** Whether an interval leaves out nothing at all: the difference is told apart from none. */
export function toldApart(effect: { low: number | null; high: number | null }): boolean {
  return effect.low !== null && effect.high !== null && (effect.low > 0 || effect.high < 0);
}
