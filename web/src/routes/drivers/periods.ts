// Periods by name, as the API takes them: 2025-12, 2025-Q4, 2025. Pure.
export type PeriodGrain = "month" | "quarter" | "year";

/** The period that a day lies in. */
export function periodOf(day: string, grain: PeriodGrain): string {
  const year = day.slice(0, 4);
  if (grain === "year") return year;
  if (grain === "month") return day.slice(0, 7);
  return `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** The period so many before; a year has 12, 4 or 1 of them. */
export function earlier(period: string, by: number): string {
  const year = Number(period.slice(0, 4));
  if (period.includes("Q")) {
    const at = year * 4 + Number(period.slice(6)) - 1 - by;
    return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`;
  }
  if (period.length === 4) return String(year - by);
  const at = year * 12 + Number(period.slice(5, 7)) - 1 - by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

export const perYear: Record<PeriodGrain, number> = { month: 12, quarter: 4, year: 1 };

/** The first day of a period. */
export function firstDay(period: string): string {
  if (period.includes("Q"))
    return `${period.slice(0, 4)}-${String(Number(period.slice(6)) * 3 - 2).padStart(2, "0")}-01`;
  return period.length === 4 ? `${period}-01-01` : `${period}-01`;
}

/** The last so many periods, the newest first. */
export function latest(newest: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => earlier(newest, index));
}
