import { expect, it } from "vitest";
import { bars, waterfallOption, type WaterfallStep } from "./waterfall";
import type { ChartTheme } from "./theme";

const step = (name: string, value: number, total = false): WaterfallStep => ({
  name,
  value,
  total,
  text: String(value),
});
const steps = [step("opening", 100, true), step("new", 30), step("churn", -50), step("closing", 80, true)];

it("hangs each bar where the one before ended", () => {
  expect(bars(steps)).toEqual([
    { from: 0, to: 100 },
    { from: 100, to: 130 },
    { from: 130, to: 80 },
    { from: 0, to: 80 },
  ]);
});

it("holds bars up by their lower end and colours them by their sign", () => {
  const theme = { series: ["blue"], accent: "blue", good: "green", bad: "red" } as ChartTheme;
  const [under, over] = waterfallOption({ steps, axis: String }, theme).series as [
    { data: number[] },
    { data: { value: number; itemStyle: { color: string } }[] },
  ];
  expect(under.data).toEqual([0, 100, 80, 0]);
  expect(over.data.map((bar) => bar.value)).toEqual([100, 30, 50, 80]);
  expect(over.data.map((bar) => bar.itemStyle.color)).toEqual(["blue", "green", "red", "blue"]);
});
