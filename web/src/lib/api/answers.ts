// What the addresses of the API answer, by hand where openapi.json has no schema of it. `Answers` says which address
// answers what; an address that is not in it answers `unknown`.

export type Unit = "share" | "count" | "money" | "points" | "ratio" | "duration" | "months";
export type Grain = "day" | "week" | "month" | "quarter" | "year";

/** An amount in decimal digits, never a float. */
export interface Money {
  amount: string;
  currency: string;
}

/** A number of a metric: money where its unit is money, milliseconds where it is a duration, null where there is none. */
export type Value = number | Money | null;

/** A number beside the one asked for. */
export interface Compared {
  start: string;
  end: string;
  value: Value;
  change: Value;
  change_share: number | null;
}

export interface Row {
  start: string;
  end: string;
  by?: Record<string, string | null>;
  value: Value;
  reason?: string;
  numerator?: Value;
  denominator?: Value;
  low?: Value;
  high?: Value;
  eligible?: number;
  matured?: number;
  /** Whether the period has ended and every source is known through its end. */
  complete: boolean;
  compare?: Compared;
  also?: Record<string, Value>;
  also_reasons?: Record<string, string>;
  /** Which band of each benchmark the value lies in. */
  benchmarks?: Record<string, string>;
}

/** A level others quote: one range, or named bands. */
export interface Benchmark {
  benchmark: string;
  group: string;
  low?: number;
  high?: number;
  bands?: { band: string; title?: string; from?: number; above?: number; to?: number; below?: number }[];
  source: string;
}

/** What every answer says about the question it answered. */
export interface Asked {
  time_zone: string;
  basis: string;
  subject: string;
  as_of: string;
  snapshot: string;
  definitions: string;
  excluded?: number;
  excluded_by?: { rule: string; customers: number }[];
}

export interface QueryAnswer extends Asked {
  metric: string;
  unit: Unit;
  grain?: Grain;
  interval: { method: string; level: number } | null;
  benchmarks?: Benchmark[];
  /** The source that ends first, where a period asked for lies beyond it. */
  behind?: { table: string; source: string; complete_through: string };
  /** Whether the parts of a breakdown add up to the whole. */
  partition?: boolean;
  rows: Row[];
}

export interface Metric {
  metric: string;
  area: string;
  title: string;
  question: string;
  unit: Unit;
  better: "higher" | "lower" | "neither";
  formula: string;
  source: string;
  origin: string;
  /** The metric's page in Markdown; only where one metric is asked for. */
  page?: string;
}

export interface ExplainAnswer {
  answer: QueryAnswer;
  formula: string;
  computed: string;
  measures: { name: string; about: string; kind: string; from: string; size: number; total: Value }[];
  customers: { part: string; count: number; ids: string[] }[];
  rows: { table: string; file: string; line: number; customer: string; at: string }[];
  files: { table: string; files: string[] }[];
}

export interface DriverPart {
  dimension: string;
  value: string | null;
  /** How many parts are gathered in this one. */
  gathered?: number;
  mix: Value;
  rate: Value;
  effect: Value;
  share_of_change: number | null;
  before: { value: Value; size: Value; share: number | null } | null;
  after: { value: Value; size: Value; share: number | null } | null;
  beyond_size: number;
}

export interface DriversAnswer extends Asked {
  metric: string;
  unit: Unit;
  better: "higher" | "lower" | "neither";
  method: string;
  from: { start: string; end: string; value: Value; complete: boolean };
  to: { start: string; end: string; value: Value; complete: boolean };
  change: Value;
  change_share: number | null;
  by: DriverPart[];
  strengths: DriverPart[];
  weaknesses: DriverPart[];
  left_out: unknown[];
  /** The same in words, in the language asked for. */
  said: { strengths: string[]; weaknesses: string[] };
}

/** How far a source is known. `age_ms` counts from then to now. */
export interface Freshness {
  table: string;
  source?: string;
  rows?: number;
  watermark: string | null;
  age_ms: number | null;
  last_import: string | null;
  max_age_ms?: number | null;
}

export interface StatusAnswer {
  name: string;
  workspace: string;
  time_zone: string;
  snapshot: string;
  imports: number;
  customer_keys: number;
  quarantined: number;
  tables: Freshness[];
  sources: Freshness[];
}

export interface Finding {
  check: string;
  severity: "warning" | "error" | string;
  place: string;
  value: Value;
  bar: Value;
  unit: Unit;
  message: string;
  detail?: string;
  help?: string;
}

/** What a check of the data came to. */
export interface VerdictAnswer {
  holds: boolean;
  errors: number;
  warnings: number;
  as_of: string;
}

export interface QualityAnswer {
  holds: boolean;
  findings: Finding[];
  checks: { check: string; looked_at: number; below_bar: number; worth_a_look: number }[];
  laws: {
    law: string;
    subject: string;
    about: string;
    periods: number;
    breaches: number;
    holds: boolean | null;
    note: string | null;
  }[];
  breaches: unknown[];
  sources: Freshness[];
  tables: { table: string; rows: number; expected: number; files: number; missing: number; holds: boolean }[];
  imports: {
    import: number;
    at: string;
    table: string;
    accepted: number;
    unchanged: number;
    updated: number;
    deleted: number;
    quarantined: number;
    quarantined_share: number;
  }[];
}

/** Who is signed in. */
export interface SessionAnswer {
  name: string;
  kind: "session" | "token" | string;
  role: "viewer" | "analyst" | "admin" | string;
  rule: string | null;
  language: string | null;
  csrf: string | null;
}

/** What somebody noted of a day: “price rise”. Of one metric, or of all. */
export interface Annotation {
  number: number;
  day: string;
  text: string;
  metric: string | null;
  made_by: string;
  made_at: string;
}

/** A page of the dashboard in a state worth keeping. */
export interface SavedView {
  number: number;
  name: string;
  address: string;
  made_by: string;
  made_at: string;
}

export interface Answers {
  "/api/annotations": { annotations: Annotation[] };
  "/api/views": { views: SavedView[] };
  "/api/metrics": { metrics: Metric[]; next_cursor?: string };
  "/api/metrics/{id}": Metric;
  "/api/query": QueryAnswer | QueryAnswer[];
  "/api/explain": ExplainAnswer;
  "/api/analyses/drivers": DriversAnswer;
  "/api/status": StatusAnswer;
  "/api/quality": QualityAnswer;
  "/api/quality/verdict": VerdictAnswer;
}
