// A heat map of cohorts: rows of cells that are known, known in part, still to come, or without a value. Pure: what is
// drawn of it is Heat.svelte's, and heatPicture.ts's for the picture.

export interface HeatCell {
  /** The number as it is written; nothing where there is none. */
  text: string;
  value: number | null;
  /** `part`: some of the cohort have been observed for long enough; `open`: nobody has. */
  state: "known" | "part" | "open" | "none";
  /** Short, where it is still to come: the last day that has to be known. */
  due?: string | undefined;
  /** The cell in a sentence. */
  told: string;
}

export interface HeatRow {
  key: string;
  label: string;
  /** The size of the cohort, written. */
  size: string;
  /** Whether others may still join it. */
  open: boolean;
  cells: readonly HeatCell[];
}

export interface HeatInput {
  /** Over the labels, over the sizes, and over each column of cells. */
  labelTitle: string;
  sizeTitle: string;
  columns: readonly string[];
  rows: readonly HeatRow[];
  /** The last row, over all others. */
  average?: HeatRow | undefined;
}

export interface Scale {
  least: number;
  most: number;
}

/** From which share to which the colour runs: those of all cells after the first column, widened to whole tenths. */
export function scaleOf(rows: readonly HeatRow[]): Scale {
  const later = rows.flatMap((row) => row.cells.slice(1)).flatMap((cell) => (cell.value === null ? [] : [cell.value]));
  const values = later.length > 0 ? later : rows.flatMap((row) => row.cells.map((cell) => cell.value ?? 0));
  if (values.length === 0) return { least: 0, most: 1 };
  const least = Math.floor(Math.min(...values) * 10 + 1e-9) / 10;
  const most = Math.ceil(Math.max(...values) * 10 - 1e-9) / 10;
  return most > least ? { least, most } : { least: Math.min(least, most - 0.1), most };
}

/** How strong the colour of a value is, 0 to 1; what lies outside the scale takes its ends. */
export function heatOf(value: number, scale: Scale): number {
  const heat = (value - scale.least) / (scale.most - scale.least);
  return Math.round(Math.min(1, Math.max(0, heat)) * 1000) / 1000;
}

/** Where an arrow key leads from a cell; null where it leads nowhere. */
export function neighbour(
  at: { row: number; column: number },
  key: string,
  size: { rows: number; columns: number },
): { row: number; column: number } | null {
  const to = { ...at };
  if (key === "ArrowRight") to.column += 1;
  else if (key === "ArrowLeft") to.column -= 1;
  else if (key === "ArrowDown") to.row += 1;
  else if (key === "ArrowUp") to.row -= 1;
  else if (key === "Home") to.column = 0;
  else if (key === "End") to.column = size.columns - 1;
  else return null;
  const inside = to.row >= 0 && to.row < size.rows && to.column >= 0 && to.column < size.columns;
  return inside && (to.row !== at.row || to.column !== at.column) ? to : null;
}
