// The question about lifetimes as the address keeps it, and as the API is asked.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf, whole } from "$lib/url";

export const units = ["month", "week", "day"] as const;
export const leavings = ["for_good", "first"] as const;
export const intervals = ["log_log", "greenwood"] as const;
/** Kinds that last, and so end by themselves. */
export const lasting = ["active", "subscriptions"] as const;

export function chosen(search: URLSearchParams) {
  return {
    begins: search.get("begins") || "active",
    every: search.get("every") === "true",
    ends: search.get("ends") ?? "",
    leaving: oneOf(search, "leaving", leavings),
    unit: oneOf(search, "unit", units),
    interval: oneOf(search, "interval", intervals),
    project: whole(search, "project", 0, 0, 600),
    covariate: search.get("explain") ?? "",
    by: search.get("by") ?? "",
  };
}

/** Whether the start is something that happens at a moment: then an end has to be named. */
export function needsEnd(search: URLSearchParams): boolean {
  const one = chosen(search);
  return !(lasting as readonly string[]).includes(one.begins) && one.ends === "";
}

export function question(search: URLSearchParams) {
  const one = chosen(search);
  // From every start only the state itself can be followed to its end.
  const every = one.every && one.ends === "";
  return {
    start: every ? one.begins : `first:${one.begins}`,
    end: one.ends || (needsEnd(search) ? "orders" : undefined),
    leaving: one.leaving === "for_good" ? undefined : one.leaving,
    unit: one.unit,
    interval: one.interval === "log_log" ? undefined : one.interval,
    project: one.project > 0 ? String(one.project) : undefined,
    covariates: one.covariate ? [one.covariate] : undefined,
    by: one.by ? [one.by] : undefined,
    ...rangeOf(search),
    ...populationOf(search),
  };
}
