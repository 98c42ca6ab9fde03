// A waterfall: from one total to another by what moved it. Each bar hangs where the one before it ended. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { categoryAxis, frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface WaterfallStep {
  name: string;
  /** A total stands on the ground; of a movement this is by how much, signed. */
  value: number;
  total: boolean;
  /** The number as it is written. */
  text: string;
}

export interface WaterfallInput {
  steps: readonly WaterfallStep[];
  axis: (value: number) => string;
}

/** From where to where each bar reaches. */
export function bars(steps: readonly WaterfallStep[]): { from: number; to: number }[] {
  let at = 0;
  return steps.map((step) => {
    const from = step.total ? 0 : at;
    at = step.total ? step.value : at + step.value;
    return { from, to: at };
  });
}

export function waterfallOption(input: WaterfallInput, theme: ChartTheme): EChartsCoreOption {
  const spans = bars(input.steps);
  const low = spans.map((span) => Math.min(span.from, span.to));
  const colour = (step: WaterfallStep) =>
    step.total ? (theme.series[0] ?? theme.accent) : step.value < 0 ? theme.bad : theme.good;
  return {
    ...frame(theme),
    legend: { show: false },
    grid: { left: 4, right: 8, top: 28, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "none" },
      formatter: (given: unknown) => {
        const index = (given as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        const step = input.steps[index];
        return step ? `${rich("head", step.name)}\n${rich("strong", step.text)}` : "";
      },
    },
    xAxis: {
      ...categoryAxis(
        theme,
        input.steps.map((step) => step.name),
      ),
      boundaryGap: true,
      axisLabel: { color: theme.inkFaint, fontSize: 11, margin: 10, interval: 0, hideOverlap: true },
    },
    yAxis: { ...valueAxis(theme, input.axis), scale: false },
    series: [
      {
        // Holds the bars up; not seen.
        type: "bar",
        stack: "fall",
        stackStrategy: "all",
        silent: true,
        itemStyle: { color: "transparent" },
        data: low,
        barMaxWidth: 56,
        barCategoryGap: "30%",
      },
      {
        type: "bar",
        stack: "fall",
        stackStrategy: "all",
        barMaxWidth: 56,
        labelLayout: { moveOverlap: "shiftY" },
        data: input.steps.map((step, index) => {
          const span = spans[index] ?? { from: 0, to: 0 };
          return {
            value: Math.abs(span.to - span.from),
            itemStyle: { color: colour(step), borderRadius: 3 },
            label: {
              show: true,
              position: "top",
              color: theme.ink,
              fontSize: 11,
              formatter: () => input.axis(step.value),
            },
          };
        }),
      },
    ],
  };
}
