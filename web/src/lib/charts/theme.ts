// The colours and letters of charts: those of the interface. A canvas knows no CSS variables, so they are read here.
export interface ChartTheme {
  ink: string;
  inkSoft: string;
  inkFaint: string;
  surface: string;
  raised: string;
  sunken: string;
  line: string;
  grid: string;
  band: string;
  accent: string;
  good: string;
  bad: string;
  warn: string;
  series: string[];
  font: string;
  /** Nobody wants to see things move. */
  still: boolean;
}

/** Reads the theme as it holds for an element. light-dark() is resolved by a probe, as a variable keeps its text. */
export function themeOf(element: Element): ChartTheme {
  const probe = document.createElement("span");
  element.append(probe);
  // With less motion every element has a very short transition, and a colour just set would still be the one before.
  probe.style.transitionProperty = "none";
  const style = getComputedStyle(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const theme: ChartTheme = {
    ink: colour("ink"),
    inkSoft: colour("ink-soft"),
    inkFaint: colour("ink-faint"),
    surface: colour("surface"),
    raised: colour("raised"),
    sunken: colour("sunken"),
    line: colour("line"),
    grid: colour("grid"),
    band: colour("band"),
    accent: colour("accent"),
    good: colour("good"),
    bad: colour("bad"),
    warn: colour("warn"),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => colour(`series-${number}`)),
    font: style.fontFamily,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
  probe.remove();
  return theme;
}
