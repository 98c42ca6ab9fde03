// A grid of numbers, each on a colour as strong as it is large. Pure.
export interface HeatCell {
  /** What the colour tells, 0 to 1; null leaves the cell blank. */
  strength: number | null;
  text: string;
  /** A small line under the text. */
  more?: string;
  /** The whole of it in words, for who does not see where it stands. */
  label: string;
  /** The full number or text for the file. */
  raw: number | string | null;
  /** The index of its colour in the palette; without it the accent. */
  colour?: number;
}

export interface HeatRow {
  head: string;
  cells: readonly HeatCell[];
}

/** How strong a number is among others: by its part of the largest. */
export function strength(value: number | null, most: number): number | null {
  if (value === null || value === 0) return null;
  return most > 0 ? Math.min(1, Math.max(0, value / most)) : null;
}

/** The colour's share of the cell's ground: never so strong that the letters on it cannot be read. */
export function ground(cell: HeatCell): string {
  if (cell.strength === null) return "transparent";
  const part = Math.round(6 + cell.strength * 38);
  const colour = cell.colour === undefined ? "--accent" : `--series-${(cell.colour % 8) + 1}`;
  return `color-mix(in srgb, var(${colour}) ${part}%, var(--surface))`;
}
