// The question about value as the address keeps it, and as the API is asked: the customers to come, or cohorts.
import { populationOf, rangeOf } from "$lib/asking/population";
import { oneOf, whole } from "$lib/url";

export const views = ["customers", "cohorts"] as const;
export const models = ["bg_nbd", "pareto_nbd"] as const;
export const grains = ["month", "quarter", "year"] as const;
export const lengths = [12, 24, 36, 60] as const;

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

export function chosen(search: URLSearchParams) {
  const [until, holdout] = [search.get("until"), search.get("holdout")];
  return {
    view: oneOf(search, "view", views),
    model: oneOf(search, "model", models),
    periods: whole(search, "periods", 36, 1, 600),
    until: isDay(until) ? until : "",
    holdout: isDay(holdout) && isDay(until) && holdout > until ? holdout : "",
    grain: oneOf(search, "grain", grains),
  };
}

export function question(search: URLSearchParams) {
  const one = chosen(search);
  const { where, subject } = populationOf(search);
  const common = {
    model: one.model === "bg_nbd" ? undefined : one.model,
    ...(where ? { where } : {}),
    ...(subject ? { subject } : {}),
  };
  if (one.view === "cohorts") return { ...common, cohorts: true, grain: one.grain, ...rangeOf(search) };
  return {
    ...common,
    customers: true,
    periods: String(one.periods),
    until: one.until || undefined,
    holdout: one.holdout || undefined,
  };
}
