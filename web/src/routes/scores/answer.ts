// What /api/analyses/health, churn and leads answer: one shape with different parts.
export interface LedgerLine {
  component: string;
  points: number;
  most?: number;
  /** What the component was read from: a number, milliseconds for times. */
  value?: number | null;
}

export interface Scored {
  customer_id: string | null;
  lead_id?: string;
  score: number | null;
  unqualified?: string | null;
  ledger: LedgerLine[];
  history?: (number | null)[];
}

export interface Tenth {
  tenth: number;
  customers: number;
  score: number | null;
  happened: number | null;
  low: number | null;
  high: number | null;
  lift: number | null;
  captured: number | null;
}

export interface Calibrated {
  from: number;
  to: number;
  customers: number;
  score: number | null;
  happened: number | null;
  low: number | null;
  high: number | null;
}

export interface ScoresAnswer {
  score: string;
  at: string;
  complete: boolean;
  model: {
    kind: string;
    tested: { at: string[]; horizon_days: number; scores: number; happened: number } | null;
    auc: number | null;
    auc_low: number | null;
    auc_high: number | null;
    brier?: number;
    lift: Tenth[];
    calibration: Calibrated[];
    fitted?: Fitted;
  };
  fitted?: Fitted;
  scores: Scored[];
  history?: { at: string; customers: number; mean: number; p25: number; median: number; p75: number }[];
  next_cursor: string | null;
}

export interface Fitted {
  customers: number;
  left: number;
  base: number;
  components: { component: string; coefficient: number; mean: number; deviation: number }[];
}
