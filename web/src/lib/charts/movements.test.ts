import { expect, it } from "vitest";
import { movementsOption, told, type MovementsInput } from "./movements";
import type { ChartTheme } from "./theme";

const input: MovementsInput = {
  labels: ["Nov", "Dec"],
  complete: [true, false],
  series: [
    { name: "new", values: [5, 2], texts: ["+5", "+2"], tone: "good" },
    { name: "expansion", values: [0, 1], texts: ["0", "+1"], tone: "good" },
    { name: "churn", values: [-3, -1], texts: ["−3", "−1"], tone: "bad" },
  ],
  net: { name: "net", values: [2, 2], texts: ["+2", "+2"] },
  axis: String,
  unfinished: "unfinished",
};

it("shades movements of one direction apart, and lightens what is not over", () => {
  const theme = { good: "green", bad: "red", ink: "black" } as ChartTheme;
  const series = movementsOption(input, theme).series as { data: { itemStyle: { opacity: number } }[] }[];
  expect(series[0]?.data.map((bar) => bar.itemStyle.opacity)).toEqual([1, 0.5]);
  expect(series[1]?.data.map((bar) => bar.itemStyle.opacity)).toEqual([0.65, 0.325]);
});

it("tells what moved, and leaves out what did not", () => {
  expect(told(input, 0)).toBe("{head|Nov}\nnew  {strong|+5}\nchurn  {strong|−3}\nnet  {strong|+2}");
  expect(told(input, 1)).toContain("unfinished");
});
