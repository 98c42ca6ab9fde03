// The question about recurring revenue as the address keeps it, and as the API is asked.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf } from "$lib/url";

export const profiles = ["tenure", "snapshot", "chartmogul", "stripe", "profitwell"] as const;
export type Profile = (typeof profiles)[number];
export const grains = ["month", "quarter", "year", "week", "day"] as const;

export function chosen(search: URLSearchParams) {
  const profile = profiles.find((one) => one === search.get("profile"));
  const compare = profiles.find((one) => one === search.get("compare"));
  return { grain: oneOf(search, "grain", grains), profile, compare, by: search.get("by") ?? "" };
}

function common(search: URLSearchParams) {
  const { where } = populationOf(search);
  return { grain: chosen(search).grain, ...(where ? { where } : {}) };
}

export function question(search: URLSearchParams) {
  const one = chosen(search);
  return { ...common(search), ...rangeOf(search), profile: one.profile, by: one.by ? [one.by] : undefined };
}

/** The customers of one period. */
export function behind(search: URLSearchParams, period: { start: string; end: string }) {
  return { ...common(search), profile: chosen(search).profile, from: period.start, to: period.end, customers: true };
}

/** Two profiles, the answer's own first; null where there is nothing to compare. */
export function reconciliation(search: URLSearchParams, own: string | undefined) {
  const { compare, profile } = chosen(search);
  const first = profiles.find((one) => one === (profile ?? own));
  return compare && first && compare !== first
    ? { ...common(search), ...rangeOf(search), reconcile: [first, compare] as Profile[] }
    : null;
}
