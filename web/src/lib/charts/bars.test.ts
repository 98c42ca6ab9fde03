import { expect, it } from "vitest";
import { barsHeight, barsOption, told, type BarsInput } from "./bars";
import type { ChartTheme } from "./theme";

const theme = { series: ["a", "b"], accent: "a" } as unknown as ChartTheme;
const input: BarsInput = {
  labels: ["DE", "AT"],
  axis: String,
  series: [
    {
      name: "Effect",
      items: [
        { value: 0.2, low: 0.1, high: 0.3, text: "20.0%", interval: "10.0% to 30.0%" },
        { value: null, text: "–", faded: true },
      ],
    },
  ],
};

it("tells one label with its interval", () => {
  expect(told(input, 0)).toBe("{head|DE}\n{strong|20.0%}  {quiet|10.0% to 30.0%}");
  expect(told(input, 1)).toBe("{head|AT}\n{strong|–}");
});

it("draws an interval only where there is one", () => {
  const series = barsOption(input, theme).series as { type: string; data: unknown[] }[];
  expect(series.map((one) => one.type)).toEqual(["bar", "custom"]);
  expect(series[1]?.data).toEqual([[0.1, 0.3, 0]]);
});

it("stacks and leaves out intervals, which would stand at the wrong place", () => {
  const second = {
    name: "Rate",
    items: [
      { value: -0.1, text: "−10%" },
      { value: 0, text: "0%" },
    ],
  };
  const series = barsOption({ ...input, stacked: true, series: [...input.series, second] }, theme).series as object[];
  expect(series).toHaveLength(2);
  expect(series[1]).toMatchObject({ stack: "all", stackStrategy: "samesign" });
});

it("gives every label room", () => {
  expect(barsHeight(10, true)).toBe("24.5rem");
  expect(barsHeight(0, false)).toBe("5rem");
});
