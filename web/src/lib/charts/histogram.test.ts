import { expect, it } from "vitest";
import { binned } from "./histogram";

it("counts everybody once", () => {
  const values = Array.from({ length: 500 }, (_, index) => index * 1.7);
  const bins = binned(values);
  expect(bins.reduce((all, bin) => all + bin.count, 0)).toBe(500);
  expect(bins.length).toBeLessThanOrEqual(26);
});

it("is as wide as people count, and gathers the rarest at the top", () => {
  const bins = binned([...Array.from({ length: 200 }, (_, index) => index), 100_000], 10);
  expect(bins[1]?.from).toBe(20);
  expect(bins.at(-1)?.to).toBe(100_000);
});

it("knows one value and none", () => {
  expect(binned([])).toEqual([]);
  expect(binned([3, 3])).toEqual([{ from: 3, to: 4, count: 2 }]);
});
