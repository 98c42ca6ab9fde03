// What a table is made of, apart from drawing it: columns, order, and the file of it.

/** What a column shows of a row: the text on screen, and what it is sorted by and saved as, in full. */
export interface Column<R> {
  key: string;
  title: string;
  text: (row: R) => string;
  /** The full number or text; without it, the text. */
  raw?: (row: R) => number | string | null;
  numeric?: boolean;
  /** Not sortable: for columns of words that have no order. */
  fixed?: boolean;
  /** Makes the cell a link. */
  href?: (row: R) => string | null;
}

export interface Order {
  key: string;
  down: boolean;
}

/** The rows in the order of a column; those without a value are last either way, equals stay as they were. */
export function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], order: Order | null): readonly R[] {
  const column = order && columns.find((one) => one.key === order.key);
  if (!order || !column) return rows;
  const of = column.raw ?? column.text;
  return rows.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return compare(x, y) * (order.down ? -1 : 1);
  });
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return String(a).localeCompare(String(b));
}

/** The table as a file of commas (RFC 4180), with the full numbers. */
export function csv<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  const lines = [columns.map((column) => quoted(column.title))];
  for (const row of rows) lines.push(columns.map((column) => quoted((column.raw ?? column.text)(row))));
  return lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
}

function quoted(value: number | string | null): string {
  if (value === null) return "";
  // A sheet would run what begins like a formula; numbers may begin with a sign.
  const text =
    typeof value === "string" && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value))
      ? `'${value}`
      : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
