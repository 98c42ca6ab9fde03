// What came and what went in each period, as bars above and below the line; a period that is not over is lighter. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { categoryAxis, frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface MovementSeries {
  name: string;
  /** Of each period, signed as it moves. */
  values: readonly number[];
  texts: readonly string[];
  tone: "good" | "bad" | "neutral";
}

export interface MovementsInput {
  labels: readonly string[];
  complete: readonly boolean[];
  series: readonly MovementSeries[];
  /** The sum of each period, written. */
  net: { name: string; values: readonly number[]; texts: readonly string[] };
  axis: (value: number) => string;
  unfinished: string;
}

/** Shades of one tone, the strongest first, for movements of the same direction. */
const strengths = [1, 0.65, 0.35];

export function movementsOption(input: MovementsInput, theme: ChartTheme): EChartsCoreOption {
  const used = { good: 0, bad: 0, neutral: 0 };
  const base = { good: theme.good, bad: theme.bad, neutral: theme.inkFaint };
  return {
    ...frame(theme),
    legend: { ...frame(theme).legend, show: true },
    grid: { left: 4, right: 8, top: 36, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: theme.band } },
      formatter: (given: unknown) => told(input, (given as { dataIndex: number }[])[0]?.dataIndex ?? 0),
    },
    xAxis: { ...categoryAxis(theme, input.labels), boundaryGap: true, axisLine: { onZero: false, show: false } },
    yAxis: { ...valueAxis(theme, input.axis), scale: false },
    series: [
      ...input.series.map((one) => {
        const strength = strengths[used[one.tone]++ % strengths.length] ?? 1;
        return {
          type: "bar",
          name: one.name,
          stack: "moved",
          barMaxWidth: 40,
          itemStyle: { color: base[one.tone], opacity: strength },
          data: one.values.map((value, index) => ({
            value,
            itemStyle: { opacity: input.complete[index] === false ? strength * 0.5 : strength },
          })),
        };
      }),
      {
        type: "line",
        name: input.net.name,
        data: [...input.net.values],
        color: theme.ink,
        lineStyle: { color: theme.ink, width: 1.5 },
        itemStyle: { color: theme.ink },
        symbol: "circle",
        symbolSize: 5,
        z: 4,
      },
    ],
  };
}

/** The lines of the tooltip of one period. */
export function told(input: MovementsInput, index: number): string {
  const open = input.complete[index] === false ? `  ${rich("quiet", input.unfinished)}` : "";
  const lines = [`${rich("head", input.labels[index] ?? "")}${open}`];
  for (const one of input.series) {
    if (one.values[index] !== 0) lines.push(`${one.name}  ${rich("strong", one.texts[index] ?? "")}`);
  }
  lines.push(`${input.net.name}  ${rich("strong", input.net.texts[index] ?? "")}`);
  return lines.join("\n");
}
