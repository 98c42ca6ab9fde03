import { describe, expect, it } from "vitest";
import type { QueryAnswer, Row } from "$lib/api/answers";
import { linesOf, partsOf } from "./series";

const words = { unfinished: "unfinished", yearBefore: "a year before", noValue: "no value", none: "none" };
const row = (start: string, value: number | null, more: Partial<Row> = {}): Row => ({
  start,
  end: start.replace("-01-", "-02-").replace("-12-", "-01-"),
  value,
  complete: true,
  ...more,
});
const answer = (rows: Row[]) => ({ metric: "nrr", unit: "share", grain: "month", rows }) as unknown as QueryAnswer;

it("draws one line with its interval, in the words of the page", () => {
  const input = linesOf(answer([row("2025-01-01", 0.9753, { low: 0.97, high: 0.98 })]), "NRR", words, "en");
  expect(input.labels).toEqual(["Jan 2025"]);
  expect(input.series).toEqual([
    {
      name: "NRR",
      points: [{ value: 0.9753, low: 0.97, high: 0.98, complete: true, text: "97.5%", interval: "97.0% to 98.0%" }],
    },
  ]);
  expect(input.axis(0.975)).toBe("97.5%");
});

it("draws the year before as a line of its own, the period before not", () => {
  const compare = { value: 0.9, change: 0, change_share: 0, start: "2024-01-01", end: "2024-02-01" };
  const year = linesOf(answer([row("2025-01-01", 0.9, { compare })]), "NRR", words, "en");
  expect(year.series.map((one) => [one.name, one.compared])).toEqual([
    ["NRR", undefined],
    ["a year before", true],
  ]);
  const previous = { ...compare, start: "2024-12-01", end: "2025-01-01" };
  expect(linesOf(answer([row("2025-01-01", 0.9, { compare: previous })]), "NRR", words, "en").series).toHaveLength(1);
});

describe("a breakdown", () => {
  const rows = [
    row("2025-01-01", 0.8, { by: { plan: "small" }, denominator: 5 }),
    row("2025-01-01", 0.9, { by: { plan: null }, denominator: 50 }),
    row("2025-02-01", 0.7, { by: { plan: "small" }, denominator: 6 }),
  ];

  it("puts the weightiest part first", () => {
    expect(partsOf(rows, "none")).toEqual(["none", "small"]);
  });

  it("leaves a gap where a part has no row", () => {
    const input = linesOf(answer(rows), "NRR", words, "en");
    expect(input.series.map((one) => one.points.map((point) => point.value))).toEqual([
      [0.9, null],
      [0.8, 0.7],
    ]);
  });
});
