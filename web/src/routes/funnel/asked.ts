// The question about a funnel as the address keeps it, and as the API is asked.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf } from "$lib/url";

export const windows = ["1h", "24h", "3d", "7d", "14d", "30d", "90d", "365d"] as const;
export const orders = ["ordered", "strict", "any"] as const;
export const counts = ["customers", "attempts"] as const;
export const matches = ["best", "first"] as const;

/** What a funnel begins with as long as nobody has picked steps: what the data has of these, in their order. */
export function firstSteps(events: readonly string[]): string[] {
  const usual = ["signup", "trial_started", "onboarding_completed", "subscription_started"];
  const there = usual.filter((name) => events.includes(name));
  return there.length >= 2 ? there : ["visits", "orders"];
}

export function chosen(search: URLSearchParams, otherwise: readonly string[]) {
  const steps = search
    .getAll("steps")
    .flatMap((one) => one.split(","))
    .filter(Boolean);
  return {
    steps: steps.length > 0 ? steps : [...otherwise],
    window: search.get("window") || "7d",
    order: oneOf(search, "order", orders),
    count: oneOf(search, "count", counts),
    match: oneOf(search, "match", matches),
    exclude: search.get("exclude") ?? "",
    immature: search.get("immature") === "true",
    by: search.get("by") ?? "",
  };
}

export function question(search: URLSearchParams, otherwise: readonly string[]) {
  const one = chosen(search, otherwise);
  return {
    steps: one.steps,
    window: one.window,
    order: one.order === "ordered" ? undefined : one.order,
    count: one.count === "customers" ? undefined : one.count,
    match: one.match === "best" || one.count === "attempts" ? undefined : one.match,
    exclude: one.exclude ? [one.exclude] : undefined,
    include_immature: one.immature || undefined,
    by: one.by ? [one.by] : undefined,
    ...rangeOf(search),
    ...populationOf(search),
  };
}

/** A list with two neighbours changed over. */
export function moved<T>(list: readonly T[], index: number, by: 1 | -1): T[] {
  const changed = [...list];
  const [one, other] = [changed[index], changed[index + by]];
  if (one === undefined || other === undefined) return changed;
  changed[index] = other;
  changed[index + by] = one;
  return changed;
}
