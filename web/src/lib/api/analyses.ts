// What the analyses answer, by hand as openapi.json has no schema of it, and asking one: its answer with the notes
// that the service tells beside it. Shares are 0 to 1; money is decimal digits; null is what is not known.
import type { Asked, Grain, Money } from "./answers";
import type { paths } from "./schema";
import { told, type Told } from "./told";

/** The value of each attribute a part is cut by; null is the part of those without one. */
export type Part = Record<string, string | null>;

export interface CohortCell {
  offset: number;
  /** Of a bracket the first offset after it. */
  until?: number;
  count: number;
  matured: number;
  amount?: Money | null;
  value: number | null;
  reason?: string;
  low: number | null;
  high: number | null;
  complete: boolean;
  matures_at: string | null;
}

export interface Cohort {
  by?: Part;
  start: string;
  end: string;
  size: number | null;
  complete: boolean;
  cells: CohortCell[];
}

export interface AverageCell {
  by?: Part;
  offset: number;
  until?: number;
  cohorts: number;
  count: number;
  matured: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface RetentionAnswer extends Asked {
  start: string;
  cohort: string;
  return: string;
  of: "customers" | "revenue" | "mrr";
  mode: string;
  clock: "calendar" | "rolling";
  grain: Grain;
  cohorts: Cohort[];
  average: AverageCell[];
}

export interface FunnelStep {
  by?: Part;
  step: string;
  customers: number;
  stopped: number;
  share_of_first: number | null;
  low: number | null;
  high: number | null;
  share_of_previous: number | null;
  median_seconds: number | null;
  p90_seconds: number | null;
  biggest_drop: boolean;
}

export interface FunnelAnswer extends Asked {
  from: string;
  to: string;
  window: number;
  order: string;
  count: "customers" | "attempts";
  matching: string;
  steps: FunnelStep[];
  immature: number;
  customers?: { customer_id: string; reached: number; at: string[] }[];
}

/** `customers` are `ended`, `beyond` and the customers of all children. */
export interface PathNode {
  event: string | null;
  gathered?: number;
  customers: number;
  share: number;
  share_of_all: number;
  ended: number;
  beyond: number;
  children: PathNode[];
}

export interface PathsAnswer extends Asked {
  from: string;
  to: string;
  direction: "after" | "before";
  within: number;
  collapse: boolean;
  complete: boolean;
  immature: number;
  tree: PathNode;
  /** Of each part in which somebody is, where the question cuts. */
  parts?: { by: Part; immature: number; tree: PathNode }[];
}

export interface SurvivalPoint {
  t: number;
  survival: number | null;
  low: number | null;
  high: number | null;
  at_risk: number;
  ended: number;
  hazard: number | null;
  cumulative_hazard: number | null;
}

export interface SurvivalCurve {
  by?: Part;
  n: number;
  events: number;
  median: number | null;
  median_low: number | null;
  median_high: number | null;
  restricted_mean: { until: number; value: number | null; low: number | null; high: number | null } | null;
  points: SurvivalPoint[];
  projection?: { points?: { t: number; survival: number; low: number | null; high: number | null }[] } | null;
}

export interface SurvivalAnswer extends Asked {
  start: string;
  of: string;
  leaving: string;
  unit: "day" | "week" | "month";
  interval: { method: string; level: number };
  observed_to: string | null;
  curves: SurvivalCurve[];
  log_rank: { chi2: number | null; df: number | null; p: number | null; reason?: string } | null;
  cox?: {
    n?: number;
    events?: number;
    left_out?: number;
    concordance?: number | null;
    reason?: string;
    coefficients?: {
      covariate: string;
      value: string | null;
      reference: string | null;
      hazard_ratio: number;
      low: number;
      high: number;
      p: number;
    }[];
  } | null;
}

export interface Prediction {
  customer_id: string;
  x: number;
  t_x: number;
  T: number;
  p_alive: number;
  expected: number;
  discounted: number;
  mean_spend: Money | null;
  clv: Money | null;
  low: Money | null;
  high: Money | null;
}

export interface ValueCohort {
  start: string;
  end: string;
  size: number;
  complete: boolean;
  spend: Money | null;
  cac: Money | null;
  payback_month: number | null;
  payback_reason?: string;
  expected_payback_month: number | null;
  points: {
    month: number;
    matured: number;
    revenue: Money | null;
    margin: Money | null;
    expected_revenue: Money | null;
    expected_margin: Money | null;
  }[];
}

/** The models and the customers; or, where cohorts are asked for, these. */
export interface ValueAnswer extends Asked {
  model: string;
  until: string;
  parameters: Record<string, number>;
  fitted?: string;
  unit?: string;
  converged?: boolean | null;
  reason?: string;
  limit?: string;
  customers?: number;
  repeats?: number;
  spend?: { mean: Money | null; customers: number; correlation: number | null } | null;
  horizon?: {
    periods: number | null;
    period_days: number;
    discount_rate: number;
    gross_margin: number | null;
  };
  clv?: { mean: Money; low: Money | null; high: Money | null; total: Money } | null;
  clv_reason?: string;
  holdout?: {
    until: string;
    length: number;
    actual: number;
    expected: number;
    ratio: number | null;
    mean_absolute_error: number;
    correlation: number | null;
    by_repeats: { x: number; customers: number; actual: number; expected: number }[];
  };
  predictions?: Prediction[];
  grain?: Grain;
  gross_margin?: number | null;
  cohorts?: ValueCohort[];
}

export const movementKinds = [
  "new",
  "expansion",
  "reactivation",
  "contraction",
  "churn",
  "fx",
] as const satisfies readonly (keyof Movements)[];

/** What moved recurring revenue; contraction and churn are written without their minus. */
export interface Movements {
  opening: Money;
  new: Money;
  expansion: Money;
  reactivation: Money;
  contraction: Money;
  churn: Money;
  fx: Money;
  closing: Money;
}

export interface MovementRow extends Movements {
  start: string;
  end: string;
}

/** A period of which nothing is known yet. */
export type UnknownRow = { start: string; end: string } & Record<keyof Movements, null>;

export interface MrrAnswer {
  profile: string;
  profile_compared?: string;
  currency: string;
  time_zone: string;
  as_of: string;
  snapshot: string;
  movements?: ((MovementRow | UnknownRow) & { complete: boolean })[];
  /** The values of the cuts stand beside the movements, each under its attribute. */
  parts?: (MovementRow & Record<string, unknown>)[];
  customers?: (MovementRow & { customer_id: string })[];
  rules?: (MovementRow & { rule: string })[];
  totals?: (MovementRow & { profile: string })[];
}

export interface Analyses {
  retention: RetentionAnswer;
  funnel: FunnelAnswer;
  paths: PathsAnswer;
  survival: SurvivalAnswer;
  value: ValueAnswer;
  mrr: MrrAnswer;
}

type Parameters<N extends string> = `/api/analyses/${N}` extends infer P extends keyof paths
  ? paths[P] extends { get: { parameters: { query?: infer Q } } }
    ? { [K in keyof NonNullable<Q>]?: NonNullable<Q>[K] | null | undefined }
    : never
  : never;

/** Asks an analysis. Reads the language before its first wait, as `get` does. */
export function analysis<N extends keyof Analyses>(
  name: N,
  query: Parameters<N>,
  signal?: AbortSignal,
): Promise<Told<Analyses[N]>> {
  return told<Analyses[N]>(`/api/analyses/${name}`, query, signal);
}
