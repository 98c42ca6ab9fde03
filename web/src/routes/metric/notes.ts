// What people noted of days, as marks of the chart: pure.
import type { Annotation, Row } from "$lib/api/answers";

/** Those about a metric: its own, and those about all. */
export function about(annotations: readonly Annotation[], metric: string): Annotation[] {
  return annotations.filter((one) => one.metric === null || one.metric === metric);
}

/** The index of each one's period among the periods of the rows; several of one period share a mark. */
export function marksOf(annotations: readonly Annotation[], rows: readonly Row[]): { at: number; text: string }[] {
  const periods = [...new Map(rows.map((row) => [row.start, row.end]))].toSorted(([a], [b]) => a.localeCompare(b));
  const texts = new Map<number, string[]>();
  for (const one of annotations) {
    const at = periods.findIndex(([start, end]) => start <= one.day && one.day < end);
    if (at >= 0) texts.set(at, [...(texts.get(at) ?? []), one.text]);
  }
  return [...texts].map(([at, list]) => ({ at, text: list.join(", ") }));
}
