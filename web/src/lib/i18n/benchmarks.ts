// Where a number lies beside what others quote.
import type { Benchmark } from "$lib/api/answers";
import { texts } from "./texts";

const words = texts(
  {
    below: (group: string) => `below the range quoted for ${group}`,
    within: (group: string) => `within the range quoted for ${group}`,
    above: (group: string) => `above the range quoted for ${group}`,
    band: (band: string, group: string) => `${group}: ${band}`,
  },
  {
    below: (group: string) => `低于${group}的参考范围`,
    within: (group: string) => `处于${group}的参考范围内`,
    above: (group: string) => `高于${group}的参考范围`,
    band: (band: string, group: string) => `${group}：${band}`,
  },
);

/** The place of a number in words; `place` is what the row says: a band, or `below`, `within`, `above` of a range. */
export function benchmarkText(benchmark: Benchmark, place: string): string {
  const band = benchmark.bands?.find((one) => one.band === place);
  if (band) return words.band(band.title ?? band.band, benchmark.group);
  if (place === "below" || place === "within" || place === "above") return words[place](benchmark.group);
  return words.band(place, benchmark.group);
}
