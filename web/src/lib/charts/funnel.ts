// A funnel as lying bars: how many took each step, and behind them who was lost since the step before; or, where it is
// cut, the shares of each part beside each other. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface FunnelBar {
  /** A count, or a share where parts are compared. */
  value: number | null;
  /** Lost since the step before, in the same measure; only where there is one part. */
  lost?: number | null;
  text: string;
  /** The lines of the tooltip after the first. */
  more: readonly string[];
}

export interface FunnelInput {
  steps: readonly string[];
  series: readonly { name: string; bars: readonly FunnelBar[] }[];
  axis: (value: number) => string;
  lost: string;
}

export function funnelOption(input: FunnelInput, theme: ChartTheme): EChartsCoreOption {
  const many = input.series.length > 1;
  return {
    ...frame(theme),
    grid: {
      left: 4,
      right: 24,
      top: many ? 36 : 8,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    legend: { ...frame(theme).legend, show: many, data: input.series.map((one) => one.name) },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "item",
      formatter: (given: unknown) => {
        const { dataIndex, seriesName } = given as { dataIndex: number; seriesName: string };
        return told(input, dataIndex, seriesName);
      },
    },
    xAxis: { ...valueAxis(theme, input.axis), scale: false, min: 0, ...(many ? { max: 1, interval: 0.25 } : {}) },
    yAxis: {
      type: "category",
      inverse: true,
      data: [...input.steps],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: theme.ink, fontSize: 12, lineHeight: 15, width: 120, overflow: "break" },
    },
    series: input.series.flatMap((one, index) => drawn(one, index, input, theme)),
  };
}

/** The share of the longest bar from which on a number fits into a bar. */
const roomy = 0.55;

function drawn(
  one: FunnelInput["series"][number],
  index: number,
  input: FunnelInput,
  theme: ChartTheme,
): readonly object[] {
  const many = input.series.length > 1;
  const colour = theme.series[index % theme.series.length] ?? theme.accent;
  const stack = many ? undefined : "steps";
  const most = Math.max(0, ...input.series.flatMap((series) => series.bars.map((bar) => bar.value ?? 0)));
  const bars = {
    type: "bar",
    name: one.name,
    stack,
    barMaxWidth: many ? 18 : 44,
    barCategoryGap: "28%",
    itemStyle: { color: colour, borderRadius: 3 },
    data: one.bars.map((bar) => ({
      value: bar.value,
      // Where a bar may be too short for its number on a phone, the number stands behind it.
      label: {
        show: !many,
        position: (bar.value ?? 0) > most * roomy ? "insideLeft" : "right",
        color: (bar.value ?? 0) > most * roomy ? theme.surface : theme.ink,
        formatter: () => bar.text,
        fontWeight: 600,
      },
    })),
    // The number of a short bar stands upon what was lost.
    z: 3,
  };
  if (many) return [bars];
  const lost = {
    type: "bar",
    name: input.lost,
    stack,
    barMaxWidth: 44,
    itemStyle: {
      color: theme.sunken,
      borderRadius: 3,
      decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: theme.line },
    },
    data: one.bars.map((bar) => bar.lost ?? null),
    z: 2,
  };
  return [bars, lost];
}

/** The lines of the tooltip of one bar. */
export function told(input: FunnelInput, index: number, name: string): string {
  const one = input.series.find((series) => series.name === name) ?? input.series[0];
  const bar = one?.bars[index];
  const head =
    input.series.length > 1 ? `${input.steps[index] ?? ""} · ${one?.name ?? ""}` : (input.steps[index] ?? "");
  return [
    rich("head", head),
    rich("strong", bar?.text ?? ""),
    ...(bar?.more ?? []).map((line) => rich("quiet", line)),
  ].join("\n");
}
