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

it("puts what a model foretells beside what was observed, and after it", () => {
  const projection = { points: [1, 2].map((t) => ({ t, survival: 0.5, low: null, high: null })) };
  const rows = pointRows({ ...answer, curves: [{ ...curve, projection }] });
  expect(rows.map((row) => [row.t, row.observed?.t, row.model])).toEqual([
    [0, 0, undefined],
    [1, 1, 0.5],
    [2, undefined, 0.5],
  ]);
});
