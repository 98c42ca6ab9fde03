// The paths of a sparkline: pure, in a box of a given size. What has no value is a gap, what is unfinished is apart.
export interface SparkPoint {
  value: number | null;
  complete: boolean;
}

export interface Spark {
  /** The finished periods. */
  line: string;
  /** From the last finished period on. */
  unfinished: string;
  /** Where the last value lies. */
  last: { x: number; y: number } | null;
}

export function spark(points: readonly SparkPoint[], width: number, height: number, inset = 2): Spark {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (values.length === 0) return { line: "", unfinished: "", last: null };
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const step = points.length > 1 ? (width - 2 * inset) / (points.length - 1) : 0;
  const at = (value: number, index: number) => ({
    x: round(inset + index * step),
    // A line of equal values lies in the middle.
    y: round(span === 0 ? height / 2 : height - inset - ((value - least) / span) * (height - 2 * inset)),
  });

  let line = "";
  let unfinished = "";
  let before: { x: number; y: number } | null = null;
  for (const [index, point] of points.entries()) {
    if (point.value === null) {
      before = null;
      continue;
    }
    const here = at(point.value, index);
    if (point.complete) line += `${before ? "L" : "M"}${here.x} ${here.y}`;
    else unfinished += before ? `M${before.x} ${before.y}L${here.x} ${here.y}` : `M${here.x} ${here.y}`;
    before = here;
  }
  return { line, unfinished, last: before };
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
