import { expect, it } from "vitest";
import type { FunnelAnswer, FunnelStep } from "$lib/api/analyses";
import { barsOf, stepRows } from "./shown";

const step = (name: string, customers: number, by?: Record<string, string>): FunnelStep => ({
  ...(by ? { by } : {}),
  step: name,
  customers,
  stopped: 0,
  share_of_first: customers / 100,
  low: null,
  high: null,
  share_of_previous: null,
  median_seconds: null,
  p90_seconds: null,
  biggest_drop: false,
});
const answer = (...steps: FunnelStep[]) => ({ steps, count: "customers" }) as FunnelAnswer;

it("counts what is lost within a part, never across parts", () => {
  const rows = stepRows(
    answer(
      step("a", 100, { plan: "x" }),
      step("b", 40, { plan: "x" }),
      step("a", 10, { plan: "y" }),
      step("b", 3, { plan: "y" }),
    ),
  );
  expect(rows.map((row) => row.lost)).toEqual([null, 60, null, 7]);
  expect(rows.map((row) => row.number)).toEqual([1, 2, 1, 2]);
});

it("compares parts by their shares, and one part by its counts", () => {
  expect(barsOf(answer(step("a", 100), step("b", 40)), "en").series[0]?.bars.map((bar) => bar.value)).toEqual([
    100, 40,
  ]);
  const cut = answer(step("a", 100, { plan: "x" }), step("a", 50, { plan: "y" }));
  expect(barsOf(cut, "en").series.map((one) => one.bars[0]?.value)).toEqual([1, 0.5]);
});
