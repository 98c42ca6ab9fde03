import { describe, expect, it } from "vitest";
import { lineOption, openFrom, parted, told, type LineInput, type LinePoint } from "./line";
import type { ChartTheme } from "./theme";

const theme = { series: ["blue", "orange"], inkFaint: "grey", surface: "white" } as unknown as ChartTheme;
const point = (value: number | null, complete = true, more: Partial<LinePoint> = {}): LinePoint => ({
  value,
  complete,
  text: String(value),
  ...more,
});

describe("what is finished and what is not", () => {
  it("joins the unfinished to the last finished period", () => {
    expect(parted([point(1), point(2), point(3, false)])).toEqual({ done: [1, 2, null], open: [null, 2, 3] });
  });

  it("draws nothing dashed where all is finished", () => {
    expect(parted([point(1), point(2)]).open).toEqual([null, null]);
  });
});

describe("the chart", () => {
  const input: LineInput = {
    labels: ["Nov", "Dec"],
    unfinished: "unfinished",
    axis: String,
    series: [{ name: "all", points: [point(-1, true, { low: -3, high: 2, interval: "−3 to 2" }), point(4, false)] }],
  };

  it("stacks the width of the interval upon its lower end, below nothing too", () => {
    const series = lineOption(input, theme).series as { data: unknown[]; stackStrategy?: string }[];
    expect(series.map((one) => one.data)).toEqual([
      [-1, null],
      [-1, 4],
      [-3, null],
      [5, null],
    ]);
    expect(series[3]?.stackStrategy).toBe("all");
  });

  it("shades what is not over, from the last finished period on", () => {
    expect(openFrom(input)).toBe(0);
    expect(openFrom({ ...input, series: [{ name: "all", points: [point(1), point(2)] }] })).toBeNull();
    const [first] = lineOption(input, theme).series as { markArea: { data: unknown } }[];
    expect(first?.markArea.data).toEqual([[{ name: "unfinished", xAxis: 0 }, { xAxis: 1 }]]);
  });

  it("tells value, interval and what is not over", () => {
    expect(told(input, 0)).toBe("{head|Nov}\n{strong|-1}  {quiet|−3 to 2}");
    expect(told(input, 1)).toBe("{head|Dec}\n{strong|4}  {quiet|unfinished}");
  });

  it("names no mark that stands close to one before it", () => {
    const labels = Array.from({ length: 24 }, (_, at) => String(at));
    const marks = [10, 2, 8].map((at) => ({ at, text: "turns" }));
    const [first] = lineOption({ ...input, labels, marks }, theme).series as {
      markLine: { data: { xAxis: number; label?: object }[] };
    }[];
    expect(first?.markLine.data.map((one) => [one.xAxis, one.label])).toEqual([
      [10, { show: false }],
      [2, undefined],
      [8, undefined],
    ]);
  });

  it("lets no text of the data become markup", () => {
    expect(told({ ...input, labels: ["{a|b}"] }, 0)).toContain("{head|(a/b)}");
  });
});
