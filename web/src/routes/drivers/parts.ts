// The parts of a change: which of them are shown, how they are named, and that they add up. Pure.
import type { DriverPart, Value } from "$lib/api/answers";

/** The dimensions of an answer, the one with the strongest single part first. */
export function dimensions(parts: readonly DriverPart[]): string[] {
  const strongest = new Map<string, number>();
  for (const part of parts) {
    const size = Math.abs(number(part.effect));
    strongest.set(part.dimension, Math.max(strongest.get(part.dimension) ?? 0, size));
  }
  return [...strongest].sort((a, b) => b[1] - a[1]).map(([dimension]) => dimension);
}

/** The parts of one dimension, or the strongest over all of them; the strongest first, what was gathered last. */
export function shown(parts: readonly DriverPart[], dimension: string | null, most = 12): DriverPart[] {
  const own = dimension ? parts.filter((part) => part.dimension === dimension) : parts.filter((part) => !part.gathered);
  const ordered = own.toSorted(
    (a, b) =>
      Number(a.gathered !== undefined) - Number(b.gathered !== undefined) ||
      Math.abs(number(b.effect)) - Math.abs(number(a.effect)),
  );
  return dimension ? ordered : ordered.slice(0, most);
}

/** The sum of effects in decimal digits, so that it can be held against the change to the digit. */
export function sum(values: readonly Value[]): string {
  const digits = values.map((value) =>
    value === null ? "0" : typeof value === "object" ? value.amount : plain(value),
  );
  const places = Math.max(0, ...digits.map((text) => text.split(".")[1]?.length ?? 0));
  const total = digits.reduce((total, text) => total + scaled(text, places), 0n);
  const size = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const text = places === 0 ? size : `${size.slice(0, -places)}.${size.slice(-places)}`;
  return total < 0n ? `-${text}` : text;
}

/** Whether two decimals are the same number, however many noughts they end in. */
export function same(a: string, b: string): boolean {
  return (
    sum([
      { amount: a, currency: "" },
      { amount: negated(b), currency: "" },
    ]).replace(/[-0.]/g, "") === ""
  );
}

/** A height for drawing. */
export function number(value: Value): number {
  return value === null ? 0 : typeof value === "object" ? Number(value.amount) : value;
}

/** A float's shortest digits, without an exponent. */
export function plain(value: number): string {
  const [digits = "0", power] = String(value).split("e");
  if (power === undefined) return digits;
  const [whole = "0", rest = ""] = digits.replace("-", "").split(".");
  const sign = value < 0 ? "-" : "";
  const shift = Number(power);
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - whole.length)}${whole}${rest}`;
  return `${sign}${whole}${rest.padEnd(shift, "0")}`;
}

function negated(text: string): string {
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}

function scaled(text: string, places: number): bigint {
  const [whole = "0", rest = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + rest.padEnd(places, "0"));
  return text.startsWith("-") ? -size : size;
}
