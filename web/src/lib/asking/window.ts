// How much time something may take, as the API writes it: `30m`, `24h`, `7d`, `2w`. Pure.
import * as format from "../format";
import type { Language } from "../i18n/language.svelte";

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** In milliseconds; without end where it cannot be read. */
function lengthOf(window: string): number {
  const [, size, unit = ""] = /^(\d+)([mhdw])$/.exec(window) ?? [];
  return size === undefined ? Infinity : Number(size) * (units[unit] ?? Infinity);
}

/** The choices in words, the shortest first; what is chosen is among them in any case, and as it is where it cannot be read. */
export function windowOptions(
  windows: readonly string[],
  chosen: string,
  language: Language,
): { value: string; text: string }[] {
  return [...new Set([...windows, chosen])]
    .toSorted((a, b) => lengthOf(a) - lengthOf(b))
    .map((value) => {
      const length = lengthOf(value);
      return { value, text: length === Infinity ? value : format.duration(length, language) };
    });
}
