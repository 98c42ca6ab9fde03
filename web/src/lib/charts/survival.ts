// Survival curves: steps that go down, each with the band of its interval, and where a model goes on it is dashed. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { frame, rich, valueAxis } from "./frame";
import type { ChartTheme } from "./theme";

export interface CurvePoint {
  t: number;
  survival: number | null;
  low: number | null;
  high: number | null;
}

export interface Curve {
  name: string;
  points: readonly CurvePoint[];
  /** What a model foretells. */
  projection?: readonly CurvePoint[] | undefined;
}

export interface SurvivalInput {
  curves: readonly Curve[];
  share: (value: number) => string;
  axis: (value: number) => string;
  /** A time in words, such as `Month 3`. */
  time: (t: number) => string;
  projected: string;
}

/** The mark of a dashed line. */
const dots = "path://M0 0h4v4h-4zM6 0h4v4h-4zM12 0h4v4h-4z";

/** More bands than this hide each other. */
const mostBands = 4;

export function survivalOption(input: SurvivalInput, theme: ChartTheme): EChartsCoreOption {
  const many = input.curves.length > 1;
  const projected = input.curves.some((curve) => curve.projection?.length);
  const longest = Math.max(
    1,
    ...input.curves.flatMap((curve) => [...curve.points, ...(curve.projection ?? [])]).map((point) => point.t),
  );
  return {
    ...frame(theme),
    legend: {
      ...frame(theme).legend,
      show: many || projected,
      data: [...input.curves.map((curve) => curve.name), ...(projected ? [{ name: input.projected, icon: dots }] : [])],
    },
    grid: {
      left: 4,
      right: 16,
      top: many || projected ? 36 : 12,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "axis",
      axisPointer: { type: "line", snap: true, lineStyle: { color: theme.inkFaint, width: 1, type: "solid" } },
      formatter: (given: unknown) => told(input, (given as { axisValue: number }[])[0]?.axisValue ?? 0),
    },
    xAxis: {
      ...valueAxis(theme, input.time),
      scale: false,
      min: 0,
      max: longest,
      minInterval: 1,
      // In halves and quarters of a year, as long as there are not too many of them.
      ...(longest <= 60 ? { interval: longest <= 12 ? 1 : longest <= 24 ? 3 : 6 } : { splitNumber: 8 }),
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: theme.line } },
      axisLabel: { color: theme.inkFaint, fontSize: 11, formatter: input.time, hideOverlap: true, showMaxLabel: false },
    },
    yAxis: { ...valueAxis(theme, input.axis), scale: false, min: 0, max: 1, interval: 0.25 },
    series: input.curves.flatMap((curve, index) => drawn(curve, index, input, theme)),
  };
}

function drawn(curve: Curve, index: number, input: SurvivalInput, theme: ChartTheme): object[] {
  const colour = theme.series[index % theme.series.length] ?? theme.accent;
  const line = {
    type: "line",
    name: curve.name,
    step: "end",
    symbol: "none",
    color: colour,
    itemStyle: { color: colour },
    lineStyle: { width: 2, color: colour },
    z: 3,
  };
  const list: object[] = [{ ...line, data: curve.points.map((point) => [point.t, point.survival]) }];
  if (curve.projection?.length) {
    list.push({
      ...line,
      // One word for all of them, that the legend has once.
      name: input.projected,
      step: false,
      data: curve.projection.map((point) => [point.t, point.survival]),
      lineStyle: { width: 2, color: colour, type: [3, 4] },
      z: 2,
    });
  }
  if (input.curves.length <= mostBands) list.push(...band(curve, colour));
  return list;
}

/** The interval between two lines that are not seen, the upper stacked upon the lower. */
function band(curve: Curve, colour: string): object[] {
  const points = curve.points.filter((point) => point.low !== null && point.high !== null);
  if (points.length === 0) return [];
  const unseen = {
    type: "line",
    name: curve.name,
    step: "end",
    stack: `band ${curve.name}`,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    z: 1,
  };
  return [
    { ...unseen, data: points.map((point) => [point.t, point.low]) },
    {
      ...unseen,
      data: points.map((point) => [point.t, (point.high ?? 0) - (point.low ?? 0)]),
      areaStyle: { color: colour, opacity: 0.1 },
    },
  ];
}

/** The lines of the tooltip at a time. */
export function told(input: SurvivalInput, at: number): string {
  const t = Math.round(at);
  const lines = [rich("head", input.time(t))];
  for (const curve of input.curves) {
    const point = curve.points.find((one) => one.t === t);
    const model = curve.projection?.find((one) => one.t === t);
    const name = input.curves.length > 1 ? `${curve.name}  ` : "";
    if (point?.survival !== null && point !== undefined) {
      const interval =
        point.low === null || point.high === null
          ? ""
          : `  ${rich("quiet", `${input.share(point.low)} – ${input.share(point.high)}`)}`;
      lines.push(`${name}${rich("strong", input.share(point.survival ?? 0))}${interval}`);
    }
    if (model && model.survival !== null)
      lines.push(`${name}${rich("quiet", input.projected)}  ${rich("strong", input.share(model.survival))}`);
  }
  return lines.join("\n");
}
