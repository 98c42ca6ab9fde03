import { expect, it } from "vitest";
import type { ForecastAnswer } from "./answer";
import { currencyOf, inUnit, inputOf, rowsOf, type Words } from "./series";

const answer: ForecastAnswer = {
  metric: "mrr",
  unit: "money",
  grain: "month",
  level: 0.95,
  rows: [{ start: "2026-01-01", end: "2026-02-01", value: { amount: "3", currency: "EUR" }, low: 2, high: 4 }],
  model: { kind: "smoothing", season: 1, deviation: 1 },
  holdout: {
    start: "2025-12-01",
    periods: 1,
    winner: "smoothing",
    smoothing: { mae: 1, mase: 0.5, covered: 1 },
    seasonal_naive: { mae: 2, mase: 1, covered: 1 },
    rows: [{ start: "2025-12-01", value: { amount: "2", currency: "EUR" }, smoothing: 1.5, seasonal_naive: null }],
  },
  changepoints: [
    { start: "2025-12-01", jump: 1, slope_before: 0, slope_after: 1 },
    { start: "1999-01-01", jump: 1, slope_before: 0, slope_after: 1 },
  ],
  outliers: [],
  history: [{ start: "2025-12-01", end: "2026-01-01", value: { amount: "2", currency: "EUR" } }],
  left_out: [],
};
const words: Words = {
  period: (row) => row.start.slice(0, 7),
  value: (given) => (typeof given === "object" ? `${given?.amount}` : String(given)),
  interval: (row) => (row.low === null ? undefined : `${row.low} to ${row.high}`),
  height: (given) => (typeof given === "object" && given ? Number(given.amount) : null),
  axis: String,
  past: "past",
  expected: "expected",
  smoothing: "smoothing",
  seasonalNaive: "naive",
  turns: "turns",
  outlier: "outlier",
};

it("goes on from the past to what is expected", () => {
  expect(rowsOf(answer).map((row) => row.expected)).toEqual([false, true]);
  const input = inputOf(answer, words);
  expect(input.labels).toEqual(["2025-12", "2026-01"]);
  expect(input.expected.points).toEqual([
    { value: 3, low: 2, high: 4, complete: false, text: "3", interval: "2 to 4" },
  ]);
  expect(input.tried).toEqual([{ name: "smoothing", points: [{ at: 0, value: 1.5, text: "1.5000" }] }]);
  expect(input.changepoints).toEqual([{ at: 0, text: "turns" }]);
});

it("gives estimates the metric's unit", () => {
  expect(currencyOf(answer)).toBe("EUR");
  expect(inUnit(1338.28904, "EUR")).toEqual({ amount: "1338.2890", currency: "EUR" });
  expect(inUnit(0.5, null)).toBe(0.5);
});
