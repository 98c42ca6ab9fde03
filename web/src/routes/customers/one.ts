// One customer or account as the API tells it, and what is asked about them.
import type { Money, Value, Unit } from "$lib/api/answers";
import { address, ask } from "$lib/api/client";

export interface State {
  standing: string;
  since: string | null;
  known_to?: string | null;
  basis: string;
}

export interface Id {
  id: string;
  known_at: string;
  link: { number: number; evidence: string; record: string | null; made_at: string } | null;
}

export interface Entry {
  at: string;
  ended_at: string | null;
  kind: string;
  table: string;
  id: string | null;
  customer?: string;
  text: string;
  note: string | null;
  amount: Money | null;
  rows: number;
  file: string;
  line: number;
  corrected: boolean;
}

export interface Answered {
  score: string;
  scale_max: string | null;
  at: string;
}

export interface One {
  subject: "customer" | "account";
  id: string;
  as_of: string;
  time_zone: string;
  profile: {
    name: string | null;
    email: string | null;
    phone: string | null;
    owner: string | null;
    plan: string | null;
    account: { id: string; name: string | null } | null;
    attributes: Record<string, string>;
  };
  ids: Id[];
  people?: { id: string; name: string | null; state: State }[];
  state: State;
  numbers: {
    first_seen: string | null;
    customer_since: string | null;
    last_contact: string | null;
    orders: number;
    revenue: Money | null;
    mrr: Money | null;
    open_tickets: number;
    nps: Answered | null;
    csat: Answered | null;
    lifetime_value: Money | null;
  };
  notes: string[];
  entries: number;
  timeline: Entry[];
  next_cursor?: string | null;
}

/** What joining or parting two customers does to a headline metric. */
export interface Effect {
  metric: string;
  unit: Unit;
  start: string;
  end: string;
  before: Value;
  after: Value;
}

export interface Decision {
  customer: string;
  other: string;
  effect: Effect[];
}

export interface Candidate {
  candidate: string;
  confidence: string;
  customer: string;
  name: string | null;
  other: string;
  other_name: string | null;
  because: string;
}

export interface Forgetting {
  customer: string;
  forgotten: boolean;
  links: number;
  quarantined: number;
  tables: { table: string; rows: number; earlier: number }[];
}

export interface Scored {
  customer_id: string;
  score: number | null;
  ledger: { component: string; points: number | null; most?: number | null; value: number | null }[];
}

export interface Scores {
  score: string;
  at: string;
  complete: boolean;
  known_to: string | null;
  horizon_days?: number;
  as_of: string;
  model: { auc: number | null; auc_low: number | null; auc_high: number | null; reason?: string } | null;
  fitted?: { base: number } | null;
  scores: Scored[];
  next_cursor?: string | null;
}

/** The scores' answer with one customer's alone, looked for page by page; undefined where they have none. */
export async function scoreOf(
  which: "health" | "churn",
  ids: readonly string[],
  signal: AbortSignal,
): Promise<{ answer: Scores; own: Scored | undefined }> {
  let cursor: string | null = null;
  for (;;) {
    const url: string = address(`/api/analyses/${which}`, { page_size: 1_000, cursor });
    const answer = (await (await ask("GET", url, { signal })).json()) as Scores;
    const own = answer.scores.find((one) => ids.includes(one.customer_id));
    cursor = answer.next_cursor ?? null;
    if (own || cursor === null) return { answer, own };
  }
}

/** The metrics that a decision changes; those whose number stays are left out. */
export function changed(effect: readonly Effect[]): Effect[] {
  return effect.filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

/** What is told of entries of one day, as days stand above them. */
export function byDay(entries: readonly Entry[], dayOf: (at: string) => string): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** How large a ledger's part is beside the largest, for its bar: 0 to 1. */
export function parted(ledger: Scored["ledger"]): number[] {
  const size = (one: Scored["ledger"][number]) => Math.max(Math.abs(one.points ?? 0), one.most ?? 0);
  const most = Math.max(...ledger.map(size), 0);
  return ledger.map((one) => (most > 0 ? Math.abs(one.points ?? 0) / most : 0));
}
