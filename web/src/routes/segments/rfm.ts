// RFM as a grid, and its classes moving: from the answer to what is drawn. Pure.
import { strength, type HeatRow } from "$lib/charts/cells";
import type { Cell, Move } from "./answer";

/** In the order of their worth, as the service gives them. */
export const classes = ["champions", "loyal", "needs_attention", "at_risk", "hibernating"] as const;
export type RfmClass = (typeof classes)[number];

/** The colours of the classes in the palette: good ones cool, those that are going away warm. */
export const colours: Record<string, number> = {
  champions: 0,
  loyal: 2,
  needs_attention: 4,
  at_risk: 1,
  hibernating: 7,
};

export const scores = [1, 2, 3, 4, 5] as const;

export interface Words {
  name: (given: string | null) => string;
  count: (given: number) => string;
  cell: (recency: string, frequency: string, name: string, count: string) => string;
  move: (count: string, from: string, to: string) => string;
}

/** Recency from 5 down, frequency from 1 up. A field that nobody is in is a 0. */
export function grid(cells: readonly Cell[], words: Words): HeatRow[] {
  const most = Math.max(0, ...cells.map((cell) => cell.customers));
  return scores.toReversed().map((recency) => ({
    head: String(recency),
    cells: scores.map((frequency) => {
      const cell = cells.find((one) => one.recency === recency && one.frequency === frequency);
      const customers = cell?.customers ?? 0;
      const name = words.name(cell?.class ?? null);
      return {
        strength: strength(customers, most),
        text: words.count(customers),
        ...(cell ? { more: name, colour: colours[cell.class] ?? 7 } : {}),
        label: words.cell(String(recency), String(frequency), name, words.count(customers)),
        raw: customers,
      };
    }),
  }));
}

/** The periods of movement, oldest first. */
export function periods(moves: readonly Move[]): { start: string; end: string; complete: boolean }[] {
  const seen = new Map(
    moves.map((move) => [move.start, { start: move.start, end: move.end, complete: move.complete }]),
  );
  return [...seen.values()].sort((a, b) => a.start.localeCompare(b.start));
}

/** Who went from which class to which in a period; the last row is who had not bought before. */
export function matrix(moves: readonly Move[], start: string, words: Words): HeatRow[] {
  const of = moves.filter((move) => move.start === start);
  const most = Math.max(0, ...of.map((move) => move.customers));
  const froms: (string | null)[] = [...classes, null];
  return froms.map((from) => ({
    head: words.name(from),
    cells: classes.map((to) => {
      const customers = of.find((move) => move.from_class === from && move.to_class === to)?.customers ?? 0;
      return {
        strength: strength(customers, most),
        text: words.count(customers),
        // Who stayed is the ground that the others stand out from.
        ...(from === to ? { colour: 7 } : {}),
        label: words.move(words.count(customers), words.name(from), words.name(to)),
        raw: customers,
      };
    }),
  }));
}

export interface Size {
  start: string;
  end: string;
  complete: boolean;
  /** How many are in each class at the period's end. */
  sizes: Record<string, number>;
  stayed: number;
  moved: number;
  joined: number;
}

/** How large the classes are at the end of each period, and how many came there how. */
export function sizes(moves: readonly Move[]): Size[] {
  return periods(moves).map((period) => {
    const size: Size = { ...period, sizes: {}, stayed: 0, moved: 0, joined: 0 };
    for (const one of classes) size.sizes[one] = 0;
    for (const move of moves) {
      if (move.start !== period.start || move.to_class === null) continue;
      size.sizes[move.to_class] = (size.sizes[move.to_class] ?? 0) + move.customers;
      if (move.from_class === null) size.joined += move.customers;
      else if (move.from_class === move.to_class) size.stayed += move.customers;
      else size.moved += move.customers;
    }
    return size;
  });
}
