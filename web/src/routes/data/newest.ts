// The newest day that a delimited file tells, so that somebody can say through which day it is complete. Only shapes
// whose order of day and month is beyond doubt are read: 2025-12-31…, 2025/12/31… and 20251231.
import type { Head } from "./delimited";
import type { Choice } from "./mapping";

/** What a column that holds the time of a row is called. */
const times =
  /^(ordered_at|ts|at|paid_at|responded_at|opened_at|date|refunded_at|created_at|interacted_at|exposed_at)$/;

/** Reads the column of the row's time; null where there is none or the file is larger than what is quickly read. */
export async function newestDay(file: Blob, head: Head, chosen: readonly Choice[]): Promise<string | null> {
  const place = chosen.findIndex((one) => one.column !== null && times.test(one.column));
  if (place < 0 || file.size > 64_000_000) return null;
  return newestIn(await file.slice(head.end).text(), head.delimiter, place);
}

/** The newest day in one column of lines; lines with quotes before the column are passed over. */
export function newestIn(text: string, delimiter: string, place: number): string | null {
  let newest: string | null = null;
  for (const line of text.split("\n")) {
    const cells = line.split(delimiter, place + 1);
    if (cells.length <= place || cells.slice(0, place).some((cell) => cell.includes('"'))) continue;
    const day = dayOf(cells[place] ?? "");
    if (day !== null && (newest === null || day > newest)) newest = day;
  }
  return newest;
}

function dayOf(cell: string): string | null {
  const found = /^"?\s*(\d{4})([-/]?)(\d{2})\2(\d{2})(?:\D|$)/.exec(cell);
  if (!found) return null;
  const [, year, , month, day] = found;
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    ? `${year}-${month}-${day}`
    : null;
}
