// How many have how much: bars of equal width over whole steps that people count in. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { categoryAxis, frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface Bin {
  from: number;
  /** The first value that is not in it; the last bin has it too. */
  to: number;
  count: number;
}

export interface HistogramInput {
  bins: readonly Bin[];
  /** The range of a bin, and how many, written. */
  range: (bin: Bin) => string;
  count: (count: number) => string;
  axis: (value: number) => string;
}

/** About so many bins, of a width of 1, 2 or 5 times a power of ten; what is rarest at the top is gathered in the last. */
export function binned(values: readonly number[], about = 24): Bin[] {
  if (values.length === 0) return [];
  const sorted = values.toSorted((a, b) => a - b);
  const least = sorted[0] ?? 0;
  // A few very large values would leave all others in one bin.
  const high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? least;
  const width = wide((high - least) / about);
  const first = Math.floor(least / width);
  const last = Math.max(first, Math.floor(high / width));
  const bins = Array.from({ length: last - first + 1 }, (_, index) => ({
    from: (first + index) * width,
    to: (first + index + 1) * width,
    count: 0,
  }));
  for (const value of sorted) {
    const bin = bins[Math.min(last, Math.floor(value / width)) - first];
    if (bin) bin.count += 1;
  }
  const end = bins.at(-1);
  if (end) end.to = Math.max(end.to, sorted.at(-1) ?? end.to);
  return bins;
}

function wide(width: number): number {
  if (!(width > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5, 10].find((one) => one * power >= width) ?? 10) * power;
}

export function histogramOption(input: HistogramInput, theme: ChartTheme): EChartsCoreOption {
  return {
    ...frame(theme),
    legend: { show: false },
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: theme.band } },
      formatter: (given: unknown) => {
        const bin = input.bins[(given as { dataIndex: number }[])[0]?.dataIndex ?? 0];
        return bin ? `${rich("head", input.range(bin))}\n${rich("strong", input.count(bin.count))}` : "";
      },
    },
    xAxis: {
      ...categoryAxis(
        theme,
        input.bins.map((bin) => input.axis(bin.from)),
      ),
      boundaryGap: true,
    },
    yAxis: { ...valueAxis(theme, (value) => input.count(value)), scale: false },
    series: [
      {
        type: "bar",
        barCategoryGap: "8%",
        itemStyle: { color: theme.series[0] ?? theme.accent, borderRadius: [3, 3, 0, 0] },
        data: input.bins.map((bin) => bin.count),
      },
    ],
  };
}
