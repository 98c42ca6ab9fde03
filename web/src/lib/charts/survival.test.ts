import { expect, it } from "vitest";
import { survivalOption, told, type SurvivalInput } from "./survival";
import type { ChartTheme } from "./theme";

const theme = { series: ["blue"], accent: "blue" } as ChartTheme;
const curve = (name: string) => ({
  name,
  points: [
    { t: 0, survival: 1, low: 1, high: 1 },
    { t: 1, survival: 0.8, low: 0.7, high: 0.85 },
  ],
});
const input: SurvivalInput = {
  curves: [{ ...curve("all"), projection: [{ t: 2, survival: 0.7, low: null, high: null }] }],
  share: String,
  axis: String,
  time: (t) => `M${t}`,
  projected: "model",
};

it("draws steps, the model, and the band as its width upon its lower end", () => {
  const series = survivalOption(input, theme).series as { step: string | false; data: [number, number][] }[];
  expect(series.map((one) => one.step)).toEqual(["end", false, "end", "end"]);
  expect(series[2]?.data).toEqual([
    [0, 1],
    [1, 0.7],
  ]);
  expect(series[3]?.data[1]?.[1]).toBeCloseTo(0.15);
});

it("leaves bands out where there are too many to be told apart", () => {
  const many = { ...input, curves: ["a", "b", "c", "d", "e"].map(curve) };
  expect((survivalOption(many, theme).series as unknown[]).length).toBe(5);
});

it("tells the curve, its interval and the model", () => {
  expect(told(input, 1)).toBe("{head|M1}\n{strong|0.8}  {quiet|0.7 – 0.85}");
  expect(told(input, 2)).toBe("{head|M2}\n{quiet|model}  {strong|0.7}");
});
