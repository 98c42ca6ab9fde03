// The question about paths as the address keeps it, and as the API is asked.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf, whole } from "$lib/url";

export const directions = ["after", "before"] as const;
export const windows = ["1h", "24h", "3d", "7d", "14d", "30d", "90d"] as const;

/** The event paths begin with as long as nobody has picked one: of these the first that there is, else the commonest. */
export function firstEvent(events: readonly string[]): string {
  return ["signup", "trial_started"].find((name) => events.includes(name)) ?? events[0] ?? "orders";
}

export function chosen(search: URLSearchParams, otherwise: string) {
  return {
    event: search.get("event") || otherwise,
    direction: oneOf(search, "direction", directions),
    depth: whole(search, "depth", 3, 1, 8),
    top: whole(search, "top", 5, 1, 20),
    within: search.get("within") || "7d",
    exclude: search.get("exclude") ?? "",
    collapse: search.get("collapse") === "true",
    by: search.get("by") ?? "",
  };
}

export function question(search: URLSearchParams, otherwise: string) {
  const one = chosen(search, otherwise);
  return {
    ...(one.direction === "after" ? { start: one.event } : { end: one.event }),
    depth: String(one.depth),
    top: String(one.top),
    within: one.within,
    exclude: one.exclude ? [one.exclude] : undefined,
    collapse: one.collapse || undefined,
    by: one.by ? [one.by] : undefined,
    ...rangeOf(search),
    ...populationOf(search),
  };
}
