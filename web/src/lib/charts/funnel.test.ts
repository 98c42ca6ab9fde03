import { expect, it } from "vitest";
import { funnelOption, told, type FunnelInput } from "./funnel";
import type { ChartTheme } from "./theme";

const theme = {
  series: ["blue", "orange"],
  accent: "blue",
  sunken: "grey",
  surface: "white",
  ink: "black",
} as ChartTheme;
const input: FunnelInput = {
  steps: ["Visit", "Sign-up"],
  axis: String,
  lost: "lost",
  series: [
    {
      name: "all",
      bars: [
        { value: 100, lost: null, text: "100", more: [] },
        { value: 10, lost: 90, text: "10 · 10.0%", more: ["90 lost"] },
      ],
    },
  ],
};

it("puts what was lost behind each bar, so that both reach to the step before", () => {
  const series = funnelOption(input, theme).series as { stack?: string; data: unknown[] }[];
  expect(series.map((one) => one.stack)).toEqual(["steps", "steps"]);
  expect(series[1]?.data).toEqual([null, 90]);
});

it("writes the number beside a bar that is too short for it", () => {
  const [bars] = funnelOption(input, theme).series as { data: { label: { position: string } }[] }[];
  expect(bars?.data.map((one) => one.label.position)).toEqual(["insideLeft", "right"]);
});

it("sets parts beside each other without what was lost", () => {
  const parts = { ...input, series: ["a", "b"].map((name) => ({ name, bars: input.series[0]?.bars ?? [] })) };
  const series = funnelOption(parts, theme).series as { name: string; stack?: string }[];
  expect(series.map((one) => one.name)).toEqual(["a", "b"]);
  expect(told(parts, 1, "b")).toBe("{head|Sign-up · b}\n{strong|10 · 10.0%}\n{quiet|90 lost}");
});
