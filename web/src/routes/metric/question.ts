// The question of a metric's page, read from its address, and how the API is asked it: pure.
import type { Grain, Row } from "$lib/api/answers";
import { condition, conjunction } from "$lib/condition";
import { oneOf } from "$lib/url";

export const grains = ["month", "day", "week", "quarter", "year"] as const satisfies readonly Grain[];
export const comparisons = ["previous", "year", "none"] as const;
export const bases = ["default", "subscription", "purchase", "usage"] as const;
export const subjects = ["customer", "account"] as const;

export interface Question {
  grain: Grain;
  /** Both or none: without them the last twelve whole periods. */
  range: { from: string; to: string } | null;
  compare: (typeof comparisons)[number];
  by: string[];
  where: string[];
  basis: (typeof bases)[number];
  subject: (typeof subjects)[number];
}

const day = /^\d{4}-\d{2}-\d{2}$/;

export function questionOf(search: URLSearchParams): Question {
  const [from, to] = [search.get("from") ?? "", search.get("to") ?? ""];
  return {
    grain: oneOf(search, "grain", grains),
    range: day.test(from) && day.test(to) && from < to ? { from, to } : null,
    compare: oneOf(search, "compare", comparisons),
    by: search.getAll("by").slice(0, 2),
    where: search.getAll("where"),
    basis: oneOf(search, "basis", bases),
    subject: oneOf(search, "subject", subjects),
  };
}

/** What the question adds to any question about the metric: whom it counts. */
export function whom(question: Question, more: readonly string[] = []) {
  return {
    where: conjunction([...question.where, ...more]),
    basis: question.basis === "default" ? undefined : question.basis,
    subject: question.subject === "customer" ? undefined : question.subject,
  };
}

/** The parameters of `/api/query`. */
export function asked(metric: string, question: Question) {
  return {
    metrics: [metric],
    grain: question.grain,
    from: question.range?.from,
    to: question.range?.to,
    compare: question.compare === "none" ? undefined : question.compare,
    by: question.by,
    ...whom(question),
  };
}

/** A period as `/api/explain` and `/api/analyses/drivers` take it: `2025-12`, `2025-Q4`, `2025-W03`, `2025`, a day. */
export function periodId(
  start: string,
  end: string,
  grain: Grain | undefined,
  week: (start: string) => string,
): string {
  switch (grain) {
    case "day":
      return start;
    case "week":
      return week(start);
    case "month":
      return start.slice(0, 7);
    case "quarter":
      return `${start.slice(0, 4)}-Q${Math.ceil(Number(start.slice(5, 7)) / 3)}`;
    case "year":
      return start.slice(0, 4);
    default:
      return `${start}..${end}`;
  }
}

/** The conditions that a row's part of a breakdown means. */
export function conditionsOf(row: Row): string[] {
  return Object.entries(row.by ?? {}).map(([attribute, value]) => condition(attribute, "is", [value]));
}

/** The range of the rows shown with the period after them too: that under way. */
export function underWay(rows: readonly Row[], grain: Grain): { from: string; to: string } | null {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return null;
  const end = new Date(`${last.end}T00:00:00Z`);
  if (grain === "day") end.setUTCDate(end.getUTCDate() + 1);
  else if (grain === "week") end.setUTCDate(end.getUTCDate() + 7);
  else if (grain === "month") end.setUTCMonth(end.getUTCMonth() + 1);
  else if (grain === "quarter") end.setUTCMonth(end.getUTCMonth() + 3);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return { from: first.start, to: end.toISOString().slice(0, 10) };
}
