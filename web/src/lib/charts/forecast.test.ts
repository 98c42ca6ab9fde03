import { expect, it } from "vitest";
import { forecastOption, told, type ForecastInput } from "./forecast";
import type { ChartTheme } from "./theme";

const theme = { series: ["a", "b", "c", "d"], accent: "a" } as unknown as ChartTheme;
const input: ForecastInput = {
  labels: ["Nov", "Dec", "Jan"],
  past: {
    name: "Past",
    points: [
      { value: 1, complete: true, text: "1" },
      { value: 2, complete: true, text: "2" },
    ],
  },
  expected: {
    name: "Expected",
    points: [{ value: 3, low: 2, high: 5, complete: false, text: "3", interval: "2 to 5" }],
  },
  tried: [{ name: "Smoothing", points: [{ at: 1, value: 1.5, text: "1.5" }] }],
  changepoints: [{ at: 1, text: "turns" }],
  outliers: [{ at: 0, value: 1, text: "stands out" }],
  outlier: "Outlier",
  axis: String,
};

it("draws what is expected from the last of the past on, with its interval", () => {
  const series = forecastOption(input, theme).series as { name: string; data: unknown[]; type: string }[];
  const expected = series.filter((one) => one.name === "Expected").map((one) => one.data);
  expect(expected).toEqual([
    [null, 2, 2],
    [null, 0, 3],
    [null, 2, 3],
  ]);
  expect(series.find((one) => one.name === "Smoothing")?.data).toEqual([null, 1.5, null]);
  expect(series.find((one) => one.type === "scatter")?.data).toEqual([[0, 1]]);
});

it("tells a period with everything about it", () => {
  expect(told(input, 1)).toBe("{head|Dec}\nPast  {strong|2}\nSmoothing  {strong|1.5}\n{quiet|turns}");
  expect(told(input, 2)).toBe("{head|Jan}\nExpected  {strong|3}  {quiet|2 to 5}");
  expect(told(input, 0)).toBe("{head|Nov}\nPast  {strong|1}\n{quiet|stands out}");
});
