// What /api/analyses/forecast answers.
import type { Grain, Unit, Value } from "$lib/api/answers";

export interface Judged {
  /** Mean absolute error, in the metric's unit. */
  mae: number | null;
  /** The same by the error of repeating the season before: below 1 is better than that. */
  mase: number | null;
  covered: number;
}

export interface ForecastAnswer {
  metric: string;
  unit: Unit;
  grain: Grain;
  level: number;
  rows: { start: string; end: string; value: Value; low: number | null; high: number | null }[];
  model: { kind: string; season: number; deviation: number | null; smoothing?: { name: string } };
  holdout: {
    start: string;
    periods: number;
    winner: "smoothing" | "seasonal_naive" | string;
    smoothing: Judged | null;
    seasonal_naive: Judged | null;
    rows: { start: string; value: Value; smoothing: number | null; seasonal_naive: number | null }[];
  } | null;
  changepoints: { start: string; jump: number; slope_before: number; slope_after: number }[];
  outliers: { start: string; value: Value; expected: number; score: number }[];
  history: { start: string; end: string; value: Value }[];
  left_out: { start: string; end: string; why: string; reason?: string }[];
}
