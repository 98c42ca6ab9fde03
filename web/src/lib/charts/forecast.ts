// What was, what is expected with its interval, and where the past stands out. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { frame, rich } from "./frame";
import { lineOption, type LinePoint } from "./line";
import type { ChartTheme } from "./theme";

export interface ForecastInput {
  /** One for each period, of the past and then of what is expected. */
  labels: readonly string[];
  past: { name: string; points: readonly LinePoint[] };
  expected: { name: string; points: readonly LinePoint[] };
  /** What the methods said about the last of the past, made without it: by the index of their period. */
  tried: readonly { name: string; points: readonly { at: number; value: number; text: string }[] }[];
  changepoints: readonly { at: number; text: string }[];
  outliers: readonly { at: number; value: number; text: string }[];
  outlier: string;
  axis: (value: number) => string;
}

export function forecastOption(input: ForecastInput, theme: ChartTheme): EChartsCoreOption {
  const before = input.past.points.length;
  const blank = (count: number) => Array.from({ length: count }, () => null);
  const join = input.past.points.at(-1);
  const line = lineOption(
    {
      labels: input.labels,
      axis: input.axis,
      unfinished: "",
      marks: input.changepoints,
      series: [{ name: input.past.name, points: input.past.points }],
    },
    theme,
  );
  const colour = theme.series[1] ?? theme.accent;
  const unseen = {
    type: "line",
    name: input.expected.name,
    symbol: "none",
    silent: true,
    stack: "interval",
    stackStrategy: "all",
    color: colour,
    lineStyle: { opacity: 0 },
    z: 1,
  };
  const low = input.expected.points.map((point) => point.low ?? null);
  const width = input.expected.points.map((point) =>
    typeof point.low === "number" && typeof point.high === "number" ? point.high - point.low : null,
  );
  // The band opens at the last of the past, where nothing is uncertain.
  const anchor = join?.value ?? null;
  const series: object[] = [
    ...(line.series as object[]),
    { ...unseen, data: [...blank(before - 1), anchor, ...low] },
    {
      ...unseen,
      data: [...blank(before - 1), anchor === null ? null : 0, ...width],
      areaStyle: { color: colour, opacity: 0.16 },
    },
    {
      type: "line",
      name: input.expected.name,
      data: [...blank(before - 1), anchor, ...input.expected.points.map((point) => point.value)],
      lineStyle: { color: colour, width: 2, type: [3, 4] },
      itemStyle: { color: theme.surface, borderColor: colour, borderWidth: 1.5 },
      symbol: "circle",
      symbolSize: 6,
      z: 2,
    },
    ...input.tried.map((one, index) => ({
      type: "line",
      name: one.name,
      data: input.labels.map((_, at) => one.points.find((point) => point.at === at)?.value ?? null),
      color: theme.series[(index + 2) % theme.series.length],
      lineStyle: { width: 1.5, type: [2, 3] },
      symbol: index === 0 ? "triangle" : "diamond",
      symbolSize: 7,
      z: 3,
    })),
    {
      type: "scatter",
      name: input.outlier,
      data: input.outliers.map((one) => [one.at, one.value]),
      symbolSize: 14,
      itemStyle: { color: "transparent", borderColor: theme.bad, borderWidth: 2 },
      z: 6,
    },
  ];
  const names = [input.past.name, input.expected.name, ...input.tried.map((one) => one.name)];
  return {
    ...line,
    grid: { ...(line.grid as object), top: 36 },
    legend: {
      ...frame(theme).legend,
      show: true,
      data: [...names, ...(input.outliers.length ? [input.outlier] : [])],
      // Who compares with what was tried shows it; at first it would only hide the rest.
      selected: Object.fromEntries(input.tried.map((one) => [one.name, false])),
    },
    tooltip: {
      ...(line.tooltip as object),
      formatter: (given: unknown) => told(input, Array.isArray(given) ? (given[0]?.dataIndex ?? 0) : 0),
    },
    series,
  };
}

/** The lines of the tooltip for one period. */
export function told(input: ForecastInput, index: number): string {
  const lines = [rich("head", input.labels[index] ?? "")];
  const past = input.past.points[index];
  const expected = input.expected.points[index - input.past.points.length];
  if (past) lines.push(`${input.past.name}  ${rich("strong", past.text)}`);
  if (expected) {
    const interval = expected.interval ? `  ${rich("quiet", expected.interval)}` : "";
    lines.push(`${input.expected.name}  ${rich("strong", expected.text)}${interval}`);
  }
  for (const one of input.tried) {
    const point = one.points.find((point) => point.at === index);
    if (point) lines.push(`${one.name}  ${rich("strong", point.text)}`);
  }
  for (const mark of [...input.changepoints, ...input.outliers]) {
    if (mark.at === index) lines.push(rich("quiet", mark.text));
  }
  return lines.join("\n");
}
