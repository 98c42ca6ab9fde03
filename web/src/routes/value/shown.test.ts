import { expect, it } from "vitest";
import type { Prediction, ValueCohort } from "$lib/api/analyses";
import { cohortOf, judgedOf, lastKnown, spreadOf } from "./shown";

const eur = (amount: string) => ({ amount, currency: "EUR" });
const cohort = {
  size: 10,
  cac: eur("50.0000"),
  points: [
    {
      month: 1,
      matured: 10,
      revenue: eur("20"),
      margin: eur("12"),
      expected_revenue: eur("20"),
      expected_margin: eur("12"),
    },
    {
      month: 2,
      matured: 4,
      revenue: eur("30"),
      margin: eur("18"),
      expected_revenue: eur("33"),
      expected_margin: eur("20"),
    },
    { month: 3, matured: 0, revenue: null, margin: null, expected_revenue: eur("40"), expected_margin: eur("24") },
  ],
} as unknown as ValueCohort;

it("sets margin against the cost of winning one, and marks months not all have reached", () => {
  const [realised, expected, cac] = cohortOf(cohort, "en").series;
  expect(realised?.points.map((point) => [point.value, point.complete])).toEqual([
    [12, true],
    [18, false],
    [null, false],
  ]);
  expect(expected?.points.map((point) => point.value)).toEqual([12, 20, 24]);
  expect(cac?.points.every((point) => point.value === 50)).toBe(true);
  expect(lastKnown(cohort)?.month).toBe(1);
});

it("gathers who bought most often in the last", () => {
  const row = (x: number) => ({ x, customers: 1, actual: 1, expected: 2 });
  expect(judgedOf([row(0), row(1), row(7)], "en").labels).toEqual(["0", "1", "7+"]);
});

it("spreads only what has a value", () => {
  const one = (clv: { amount: string; currency: string } | null) => ({ clv }) as Prediction;
  const spread = spreadOf([one(eur("10.5")), one(null), one(eur("11"))], "en");
  expect(spread.bins.reduce((all, bin) => all + bin.count, 0)).toBe(2);
});
