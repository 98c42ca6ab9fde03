// Lines over periods, with the band of their intervals; from the last finished period on a line is dashed. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { categoryAxis, frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface LinePoint {
  value: number | null;
  low?: number | null;
  high?: number | null;
  complete: boolean;
  /** The number as it is written, and its interval: what the tooltip shows. */
  text: string;
  interval?: string | undefined;
}

export interface LineSeries {
  name: string;
  points: readonly LinePoint[];
  /** Drawn thin and grey: what the others are compared with. */
  compared?: boolean;
}

export interface LineInput {
  /** One for each point, such as `Dec 2025`. */
  labels: readonly string[];
  series: readonly LineSeries[];
  axis: (value: number) => string;
  /** A word for what is not over, in the tooltip. */
  unfinished: string;
  /** Ranges that others quote, drawn behind the lines. */
  ranges?: readonly { name: string; low: number; high: number }[];
  /** Events on the line of time: the index of their period, and their word. */
  marks?: readonly { at: number; text: string }[];
}

export function lineOption(input: LineInput, theme: ChartTheme): EChartsCoreOption {
  const many = input.series.length > 1;
  return {
    ...frame(theme),
    grid: {
      left: 4,
      right: 16,
      top: many ? 36 : 12,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend: { ...frame(theme).legend, show: many, data: input.series.map((one) => one.name) },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: theme.inkFaint, width: 1, type: "solid" } },
      formatter: (given: unknown) => told(input, indexOf(given)),
    },
    xAxis: categoryAxis(theme, input.labels),
    yAxis: valueAxis(theme, input.axis),
    series: input.series.flatMap((one, index) => drawn(one, index, input, theme)),
  };
}

/** The lines of the tooltip for one period. */
export function told(input: LineInput, index: number): string {
  const lines = [rich("head", input.labels[index] ?? "")];
  for (const one of input.series) {
    const point = one.points[index];
    if (!point) continue;
    const name = input.series.length > 1 ? `${one.name}  ` : "";
    const interval = point.interval ? `  ${rich("quiet", point.interval)}` : "";
    const open = point.complete ? "" : `  ${rich("quiet", input.unfinished)}`;
    lines.push(`${name}${rich("strong", point.text)}${interval}${open}`);
  }
  for (const mark of input.marks ?? []) if (mark.at === index) lines.push(rich("quiet", mark.text));
  return lines.join("\n");
}

/** The values of the finished periods; and of the others, joined to the last finished one. */
export function parted(points: readonly LinePoint[]): { done: (number | null)[]; open: (number | null)[] } {
  const done = points.map((point) => (point.complete ? point.value : null));
  const open = points.map((point, index) => {
    const next = points[index + 1];
    return !point.complete || (next && !next.complete) ? point.value : null;
  });
  return { done, open: open.every((_, index) => points[index]?.complete !== false) ? points.map(() => null) : open };
}

function drawn(one: LineSeries, index: number, input: LineInput, theme: ChartTheme): object[] {
  const colour = one.compared ? theme.inkFaint : (theme.series[index % theme.series.length] ?? theme.accent);
  const { done, open } = parted(one.points);
  const lone = one.points.filter((point) => point.value !== null).length <= 1;
  const line = {
    type: "line",
    name: one.name,
    color: colour,
    lineStyle: { width: one.compared ? 1.5 : 2, color: colour, type: one.compared ? [5, 4] : "solid" },
    symbol: "circle",
    symbolSize: 6,
    showSymbol: lone || one.points.length <= 40,
    showAllSymbol: true,
    itemStyle: { color: colour, borderColor: theme.surface, borderWidth: 1.5 },
    emphasis: { focus: "none" },
    z: one.compared ? 2 : 3,
  };
  const list: object[] = [
    {
      ...line,
      data: done,
      ...(index === 0 ? { markArea: ranges(input, theme), markLine: marks(input, theme) } : {}),
    },
    {
      ...line,
      data: open,
      lineStyle: { width: 2, color: colour, type: [3, 4] },
      itemStyle: { color: theme.surface, borderColor: colour, borderWidth: 1.5 },
      z: 2,
    },
  ];
  if (input.series.filter((other) => !other.compared).length <= 2 && !one.compared) list.push(...band(one, colour));
  return list;
}

/** The interval as an area between two lines that are not seen, the upper stacked upon the lower. */
function band(one: LineSeries, colour: string): object[] {
  const has = (point: LinePoint) => typeof point.low === "number" && typeof point.high === "number";
  if (!one.points.some(has)) return [];
  const unseen = {
    type: "line",
    name: one.name,
    stack: `band ${one.name}`,
    // An interval may reach from below nothing to above it.
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    z: 1,
  };
  return [
    { ...unseen, data: one.points.map((point) => (has(point) ? (point.low ?? null) : null)) },
    {
      ...unseen,
      data: one.points.map((point) => (has(point) ? (point.high ?? 0) - (point.low ?? 0) : null)),
      areaStyle: { color: colour, opacity: 0.13 },
    },
  ];
}

/** Areas behind the lines: the ranges that others quote, and the periods that are not over. */
function ranges(input: LineInput, theme: ChartTheme): object | undefined {
  const areas: object[][] = (input.ranges ?? []).map((range) => [
    { name: range.name, yAxis: range.low },
    { yAxis: range.high },
  ]);
  const open = openFrom(input);
  if (open !== null) areas.push([{ name: input.unfinished, xAxis: open }, { xAxis: input.labels.length - 1 }]);
  if (areas.length === 0) return undefined;
  return {
    silent: true,
    itemStyle: { color: theme.sunken, opacity: 0.7 },
    label: { color: theme.inkFaint, fontSize: 11, position: "insideTopLeft" },
    data: areas,
  };
}

/** The last finished period before those that are not over; null where all are. */
export function openFrom(input: LineInput): number | null {
  const points = input.series[0]?.points ?? [];
  const first = points.findIndex((_, index) => points.slice(index).every((point) => !point.complete));
  return first <= 0 ? null : first - 1;
}

function marks(input: LineInput, theme: ChartTheme): object | undefined {
  if (!input.marks?.length) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: theme.warn, type: "solid", width: 1 },
    label: { color: theme.warn, fontSize: 11, formatter: ({ name }: { name: string }) => name },
    data: input.marks.map((mark) => ({
      name: mark.text,
      xAxis: mark.at,
      ...(crowded(mark.at, input) ? { label: { show: false } } : {}),
    })),
  };
}

function indexOf(given: unknown): number {
  const first = Array.isArray(given) ? (given[0] as { dataIndex?: number } | undefined) : undefined;
  return first?.dataIndex ?? 0;
}

/** Whether a mark is so near to one before it that their names would lie upon each other; the tooltip has both. */
function crowded(at: number, input: LineInput): boolean {
  return (input.marks ?? []).some((other) => other.at < at && at - other.at < input.labels.length / 6);
}
