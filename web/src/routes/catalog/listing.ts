// The catalog in both languages, searched and in groups: pure.
import type { Metric } from "$lib/api/answers";

/** In the order in which they are shown: that of a customer's life. */
export const areas = ["acquisition", "retention", "product", "satisfaction", "sales", "value"] as const;
export type Area = (typeof areas)[number];

export interface Listed {
  metric: Metric;
  /** The title in the other language, by which it is found too. */
  other: string;
}

/** Pairs the catalog with that of the other language. */
export function listed(metrics: readonly Metric[], others: readonly Metric[]): Listed[] {
  const titles = new Map(others.map((one) => [one.metric, one.title]));
  return metrics.map((metric) => ({ metric, other: titles.get(metric.metric) ?? "" }));
}

/** Those that hold every word typed; names before ids before questions. */
export function search(list: readonly Listed[], typed: string, area: string): Listed[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ metric, other }: Listed): number | null => {
    const fields = [`${metric.title} ${other}`, metric.metric, metric.question].map((field) => field.toLowerCase());
    if (!words.every((word) => fields.some((field) => field.includes(word)))) return null;
    const first = fields.findIndex((field) => words.every((word) => field.includes(word)));
    return first < 0 ? fields.length : first;
  };
  return list
    .filter(({ metric }) => area === "all" || metric.area === area)
    .flatMap((one) => {
      const place = rank(one);
      return place === null ? [] : [{ one, place }];
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** In groups by area, an area of one's own last. */
export function grouped(list: readonly Listed[]): { area: string; list: Listed[] }[] {
  const found = new Map<string, Listed[]>(areas.map((area) => [area, []]));
  for (const one of list) {
    const group = found.get(one.metric.area) ?? [];
    group.push(one);
    found.set(one.metric.area, group);
  }
  return [...found].map(([area, list]) => ({ area, list })).filter(({ list }) => list.length > 0);
}
