// Where the question that everybody begins with finds nobody: customers who only buy, or who all began long ago. Then it
// is asked of what they do, over the months in which they came.
import type { RetentionAnswer } from "$lib/api/analyses";
import type { Freshness } from "$lib/api/answers";
import { address, ask, get } from "$lib/api/client";
import { moment } from "$lib/format";

export interface Elsewhere {
  begins?: string;
  from: string;
  to: string;
}

/** Looks at what there is; null where there are no customers. */
export async function elsewhere(answer: RetentionAnswer, signal: AbortSignal): Promise<Elsewhere | null> {
  const seen = async (order: string) => {
    const url = address("/api/customers", { sort: "first_seen", order, limit: 1 });
    const list = (await (await ask("GET", url, { signal })).json()) as { customers: { first_seen: string | null }[] };
    const at = list.customers[0]?.first_seen;
    return at ? moment(at, answer.time_zone, "zh-CN").slice(0, 10) : null;
  };
  const [status, first, last] = await Promise.all([get("/api/status", { signal }), seen("asc"), seen("desc")]);
  return first && last ? { ...beginning(answer.basis, status.tables), ...months(first, last) } : null;
}

/** What customers of such tables begin with: nobody is a subscriber where there are only orders. */
export function beginning(basis: string, tables: readonly Pick<Freshness, "table" | "rows">[]): { begins?: string } {
  const has = (name: string) => tables.some((one) => one.table === name && (one.rows ?? 0) > 0);
  return basis === "subscription" && !has("subscription_changes") && has("orders") ? { begins: "orders" } : {};
}

/** The months from one day to another, the last twelve of them at most, as a range that ends before its last day. */
export function months(first: string, last: string): { from: string; to: string } {
  const latest = monthOf(last);
  const from = Math.max(monthOf(first), latest - 11);
  return { from: beginningOf(from), to: beginningOf(latest + 1) };
}

function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function beginningOf(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01`;
}
