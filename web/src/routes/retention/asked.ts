// The question about retention as the address keeps it, and as the API is asked: what does not go together is left out.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf, whole } from "$lib/url";

export const cohorts = ["first", "first-in-range", "every"] as const;
export const followed = ["customers", "revenue", "mrr"] as const;
export const modes = ["on", "on_or_after", "bracket", "boundary"] as const;
export const clocks = ["calendar", "rolling"] as const;
export const grains = ["month", "day", "week", "quarter", "year"] as const;

const brackets = "0,1,3,7";

export function chosen(search: URLSearchParams) {
  return {
    begins: search.get("begins") || "active",
    cohort: oneOf(search, "cohort", cohorts),
    returns: search.get("returns") ?? "",
    of: oneOf(search, "of", followed),
    mode: oneOf(search, "mode", modes),
    clock: oneOf(search, "clock", clocks),
    grain: oneOf(search, "grain", grains),
    brackets: (search.get("brackets") ?? brackets).replaceAll(/[^\d,]/g, ""),
    offsets: whole(search, "offsets", 12, 1, 120),
    by: search.get("by") ?? "",
  };
}

/** What is sent; amounts are followed by the calendar, period by period, and know no return. */
export function question(search: URLSearchParams) {
  const one = chosen(search);
  const money = one.of !== "customers";
  const bracket = !money && one.mode === "bracket";
  return {
    start: one.cohort === "every" ? one.begins : `${one.cohort}:${one.begins}`,
    return: money || !one.returns ? undefined : one.returns,
    of: money ? one.of : undefined,
    mode: money || one.mode === "on" ? undefined : one.mode,
    brackets: bracket ? one.brackets.split(",").filter(Boolean) : undefined,
    clock: money || one.clock === "calendar" ? undefined : one.clock,
    grain: one.grain,
    offsets: bracket ? undefined : String(one.offsets),
    by: one.by ? [one.by] : undefined,
    ...rangeOf(search),
    ...populationOf(search),
  };
}
