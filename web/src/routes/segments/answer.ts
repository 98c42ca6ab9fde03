// What /api/analyses/segments answers.
import type { Money } from "$lib/api/answers";

export interface SegmentClass {
  class: string;
  title?: string;
  customers: number;
  value: Money | null;
}

export interface Cell extends SegmentClass {
  recency: number;
  frequency: number;
}

export interface Bound {
  bound: number;
  recency_days: number | null;
  purchases: number | null;
  spent: number | null;
}

export interface Overlap {
  segment: string;
  with: string;
  customers: number;
  of: number;
  share: number | null;
}

export interface Move {
  start: string;
  end: string;
  from_class: string | null;
  to_class: string | null;
  customers: number;
  complete: boolean;
}

export interface Member {
  customer_id: string;
  class: string;
  value: Money | null;
  recency?: number;
  frequency?: number;
  monetary?: number;
  recency_days?: number;
  purchases?: number;
  spent?: Money;
}

export interface SegmentsAnswer {
  scheme: "saved" | "rfm";
  scoring?: "threshold" | "rank";
  at?: string;
  complete?: boolean;
  classes: SegmentClass[];
  grid?: Cell[];
  bounds?: Bound[];
  overlap?: Overlap[];
  moves?: Move[];
  customers?: Member[];
}
