import { expect, it } from "vitest";
import type { Row } from "$lib/api/answers";
import { asked, conditionsOf, periodId, questionOf, underWay } from "./question";

it("reads the question from the address and asks it", () => {
  const question = questionOf(
    new URLSearchParams("grain=week&by=plan&by=country&by=city&where=plan = 'a'&where=country = 'DE'&compare=none"),
  );
  expect(asked("nrr", question)).toEqual({
    metrics: ["nrr"],
    grain: "week",
    from: undefined,
    to: undefined,
    compare: undefined,
    by: ["plan", "country"],
    where: "(plan = 'a') and (country = 'DE')",
    basis: undefined,
    subject: undefined,
  });
});

it("takes a range only whole and the right way round", () => {
  const range = (text: string) => questionOf(new URLSearchParams(text)).range;
  expect(range("from=2025-01-01&to=2025-02-01")).toEqual({ from: "2025-01-01", to: "2025-02-01" });
  expect(range("from=2025-01-01")).toBeNull();
  expect(range("from=2025-03-01&to=2025-02-01")).toBeNull();
});

it("names periods as the API takes them", () => {
  const week = () => "2025-W01";
  expect(periodId("2025-12-01", "2026-01-01", "month", week)).toBe("2025-12");
  expect(periodId("2025-10-01", "2026-01-01", "quarter", week)).toBe("2025-Q4");
  expect(periodId("2024-12-30", "2025-01-06", "week", week)).toBe("2025-W01");
  expect(periodId("2025-01-01", "2026-01-01", undefined, week)).toBe("2025-01-01..2026-01-01");
});

it("turns a part into its conditions", () => {
  expect(conditionsOf({ by: { plan: "pro", country: null } } as unknown as Row)).toEqual([
    "plan = 'pro'",
    "country is null",
  ]);
});

it("reaches one period further", () => {
  const rows = [
    { start: "2025-01-01", end: "2025-02-01" },
    { start: "2025-12-01", end: "2026-01-01" },
  ] as Row[];
  expect(underWay(rows, "month")).toEqual({ from: "2025-01-01", to: "2026-02-01" });
  expect(underWay([], "month")).toBeNull();
});
