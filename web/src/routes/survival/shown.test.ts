import { expect, it } from "vitest";
import type { SurvivalAnswer, SurvivalCurve } from "$lib/api/analyses";
import { curveColumns, length, pText, pointRows } from "./shown";

const curve = {
  by: { plan: "a" },
  n: 5,
  events: 1,
  median: null,
  median_low: 2,
  median_high: null,
  restricted_mean: null,
  points: [{ t: 0 }, { t: 1 }],
} as unknown as SurvivalCurve;
const answer = { unit: "month", curves: [curve] } as SurvivalAnswer;

it("says that a median has not been reached", () => {
  const texts = curveColumns(answer, "en").map((column) => column.text(curve));
  expect(texts.slice(0, 6)).toEqual(["a", "5", "1", "not reached", "2.0 months", "not reached"]);
});

it("writes lengths and probabilities", () => {
  expect(length(18, "month", "en")).toBe("18.0 months");
  expect(length(null, "month", "en")).toBe("–");
  expect([pText(4.6e-6, "en"), pText(0.0312, "en")]).toEqual(["< 0.0001", "0.031"]);
});

it("gives each point its curve", () => {
  expect(pointRows(answer).map((row) => [row.curve.n, row.t])).toEqual([
    [5, 0],
    [5, 1],
  ]);
});
