// Horizontal bars or dots with their intervals, side by side or stacked from nothing. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface BarItem {
  value: number | null;
  low?: number | null;
  high?: number | null;
  /** The number as it is written, and its interval: what the tooltip shows. */
  text: string;
  interval?: string | undefined;
  /** Not known well enough to be trusted, or not over. */
  faded?: boolean;
}

export interface BarSeries {
  name: string;
  items: readonly BarItem[];
  /** The index of its colour in the palette, where not its own place. */
  colour?: number;
}

export interface BarsInput {
  /** One for each item, from top to bottom. */
  labels: readonly string[];
  series: readonly BarSeries[];
  axis: (value: number) => string;
  /** Bars of a label stand on each other, those below nothing to the left. */
  stacked?: boolean;
  /** Dots in place of bars: for values whose distance from nothing says little. */
  dots?: boolean;
  /** How much room labels have, in pixels. */
  labelWidth?: number;
  /** A value that the others are held against, and its name. */
  reference?: { value: number; name: string } | undefined;
}

export function barsOption(input: BarsInput, theme: ChartTheme): EChartsCoreOption {
  const many = input.series.length > 1;
  return {
    ...frame(theme),
    grid: {
      left: 4,
      right: 24,
      top: many ? 36 : input.reference ? 22 : 12,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend: { ...frame(theme).legend, show: many, data: input.series.map((one) => one.name) },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: theme.sunken, opacity: 0.6 } },
      formatter: (given: unknown) => told(input, indexOf(given)),
    },
    xAxis: {
      ...valueAxis(theme, input.axis),
      scale: input.dots === true,
      splitNumber: 5,
      // What the others are held against is always in sight.
      ...(input.reference ? { min: (given: { min: number }) => lowest(given.min, input) } : {}),
    },
    yAxis: {
      type: "category",
      data: [...input.labels],
      inverse: true,
      axisLine: { lineStyle: { color: theme.line }, onZero: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.inkSoft,
        fontSize: 12,
        width: input.labelWidth ?? 180,
        overflow: "truncate",
        interval: 0,
      },
    },
    series: input.series.flatMap((one, place) => drawn(one, place, input, theme)),
  };
}

/** The lines of the tooltip for one label. */
export function told(input: BarsInput, index: number): string {
  const lines = [rich("head", input.labels[index] ?? "")];
  for (const one of input.series) {
    const item = one.items[index];
    if (!item) continue;
    const name = input.series.length > 1 ? `${one.name}  ` : "";
    const interval = item.interval ? `  ${rich("quiet", item.interval)}` : "";
    lines.push(`${name}${rich("strong", item.text)}${interval}`);
  }
  return lines.join("\n");
}

/** How high the chart is for its labels to have room. */
export function barsHeight(labels: number, many: boolean): string {
  return `${Math.max(5, labels * 2 + (many ? 4.5 : 3))}rem`;
}

function drawn(one: BarSeries, place: number, input: BarsInput, theme: ChartTheme): object[] {
  const colour = theme.series[(one.colour ?? place) % theme.series.length] ?? theme.accent;
  const data = one.items.map((item) => ({
    value: item.value,
    ...(item.faded ? { itemStyle: { opacity: 0.3 } } : {}),
  }));
  const list: object[] = [
    input.dots
      ? { type: "scatter", name: one.name, color: colour, symbolSize: 10, data, z: 4 }
      : {
          type: "bar",
          name: one.name,
          color: colour,
          barMaxWidth: 18,
          barGap: "20%",
          ...(input.stacked ? { stack: "all", stackStrategy: "samesign" } : {}),
          // Paler under an interval, which would not be seen on the full colour.
          itemStyle: { borderRadius: 2, opacity: one.items.some((item) => typeof item.low === "number") ? 0.45 : 1 },
          data,
        },
  ];
  if (place === 0 && input.reference) Object.assign(list[0] ?? {}, { markLine: reference(input.reference, theme) });
  if (!input.stacked && input.series.length === 1 && one.items.some((item) => typeof item.low === "number")) {
    list.push(whiskers(one, input.dots ? colour : theme.inkSoft));
  }
  return list;
}

/** The intervals: a line from end to end with a short stroke at each. */
function whiskers(one: BarSeries, colour: string): object {
  return {
    type: "custom",
    name: one.name,
    silent: true,
    tooltip: { show: false },
    z: 5,
    encode: { x: [0, 1], y: 2 },
    data: one.items.flatMap((item, index) =>
      typeof item.low === "number" && typeof item.high === "number" ? [[item.low, item.high, index]] : [],
    ),
    renderItem: (_: unknown, api: { value: (at: number) => number; coord: (point: number[]) => number[] }) => {
      const [from = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
      const [to = 0] = api.coord([api.value(1), api.value(2)]);
      const style = { stroke: colour, lineWidth: 1.5 };
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: "line",
        shape: { x1, y1, x2, y2 },
        style,
      });
      return {
        type: "group",
        children: [line(from, y, to, y), line(from, y - 4, from, y + 4), line(to, y - 4, to, y + 4)],
      };
    },
  };
}

function lowest(least: number, input: BarsInput): number {
  const bound = Math.min(least, input.reference?.value ?? least);
  return input.dots ? Math.floor(bound) : Math.min(0, bound);
}

function reference(given: { value: number; name: string }, theme: ChartTheme): object {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: theme.inkFaint, type: "solid", width: 1 },
    label: { color: theme.inkFaint, fontSize: 11, formatter: given.name, position: "start" },
    data: [{ xAxis: given.value }],
  };
}

function indexOf(given: unknown): number {
  const first = Array.isArray(given) ? (given[0] as { dataIndex?: number } | undefined) : undefined;
  return first?.dataIndex ?? 0;
}
