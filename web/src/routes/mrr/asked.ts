// The question about recurring revenue as the address keeps it, and as the API is asked.
import type { Part } from "$lib/api/analyses";
import { populationOf, rangeOf } from "$lib/asking/population";
import { within } from "$lib/condition";
import { oneOf } from "$lib/url";

export const profiles = ["tenure", "snapshot", "chartmogul", "stripe", "profitwell"] as const;
export type Profile = (typeof profiles)[number];
export const grains = ["month", "quarter", "year", "week", "day"] as const;

export function chosen(search: URLSearchParams) {
  const profile = profiles.find((one) => one === search.get("profile"));
  const compare = profiles.find((one) => one === search.get("compare"));
  return { grain: oneOf(search, "grain", grains), profile, compare, by: search.get("by") ?? "" };
}

/** Why subscriptions change: a cut that is no attribute, and whose parts hold no revenue of their own. */
export const reason = "reason";

function common(search: URLSearchParams): { grain: (typeof grains)[number]; where?: string } {
  const { where } = populationOf(search);
  return { grain: chosen(search).grain, ...(where ? { where } : {}) };
}

export function question(search: URLSearchParams) {
  const one = chosen(search);
  return { ...common(search), ...rangeOf(search), profile: one.profile, by: one.by ? [one.by] : undefined };
}

/** The customers of one period, or of one part in it. */
export function behind(search: URLSearchParams, period: { start: string; end: string; by?: Part }) {
  const { where, ...asked } = common(search);
  const all = within(where, period.by);
  return {
    ...asked,
    ...(all ? { where: all } : {}),
    profile: chosen(search).profile,
    from: period.start,
    to: period.end,
    customers: true,
  };
}

/** Two profiles, the answer's own first; null where there is nothing to compare. */
export function reconciliation(search: URLSearchParams, own: string | undefined) {
  const { compare, profile } = chosen(search);
  const first = profiles.find((one) => one === (profile ?? own));
  return compare && first && compare !== first
    ? { ...common(search), ...rangeOf(search), reconcile: [first, compare] as Profile[] }
    : null;
}
