// What all charts share of an ECharts option: letters, axes, tooltip, legend. Pure.
import type { ChartTheme } from "./theme";

/** The root of an option; charts spread it and add their series. */
export function frame(theme: ChartTheme) {
  return {
    animation: !theme.still,
    animationDuration: 250,
    animationDurationUpdate: 250,
    color: theme.series,
    textStyle: { fontFamily: theme.font, color: theme.inkSoft, fontSize: 12 },
    tooltip: tooltip(theme),
    legend: legend(theme),
    // The description is the element's label; ECharts' own would be an attribute in English.
    aria: { enabled: false },
  };
}

/** Drawn on the canvas: the policy of the server lets no script write styles into markup. */
export function tooltip(theme: ChartTheme) {
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: theme.raised,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [8, 12],
    textStyle: {
      color: theme.inkSoft,
      fontSize: 12,
      lineHeight: 18,
      fontFamily: theme.font,
      rich: {
        head: { color: theme.inkFaint, fontSize: 12, lineHeight: 18 },
        strong: { color: theme.ink, fontWeight: 600, fontSize: 12, lineHeight: 18 },
        quiet: { color: theme.inkFaint, fontSize: 12, lineHeight: 18 },
      },
    },
  };
}

export function legend(theme: ChartTheme) {
  return {
    type: "scroll",
    top: 0,
    left: 0,
    icon: "roundRect",
    itemWidth: 14,
    itemHeight: 4,
    itemGap: 16,
    textStyle: { color: theme.inkSoft, fontSize: 12 },
    inactiveColor: theme.inkFaint,
    pageTextStyle: { color: theme.inkSoft },
    pageIconColor: theme.inkSoft,
    pageIconInactiveColor: theme.line,
  };
}

export function categoryAxis(theme: ChartTheme, labels: readonly string[]) {
  return {
    type: "category",
    data: [...labels],
    boundaryGap: false,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme.inkFaint, fontSize: 11, margin: 10, hideOverlap: true },
  };
}

export function valueAxis(theme: ChartTheme, label: (value: number) => string) {
  return {
    type: "value",
    scale: true,
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.grid } },
    axisLabel: { color: theme.inkFaint, fontSize: 11, formatter: label },
  };
}

/** A text within ECharts' rich text, whose braces would begin a style. */
export function rich(style: "head" | "strong" | "quiet", text: string): string {
  return `{${style}|${text.replaceAll("{", "(").replaceAll("}", ")").replaceAll("|", "/")}}`;
}
