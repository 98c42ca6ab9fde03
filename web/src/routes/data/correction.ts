// One row of the quarantine under the headers of its file, to be corrected and sent back. Pure.

/** A row as `/api/rejects/export` gives it: what is wrong with it, and each cell under its header. */
export type Exported = Record<string, string | null>;

/** What the service says became of corrected rows. */
export interface Replayed {
  accepted?: number;
  unchanged?: number;
  updated?: number;
  filtered?: number;
  quarantined?: number;
  done_before: number;
  skipped: number;
  rejects?: { message: string }[];
  skipped_rows: { message: string }[];
}

/** `bad`: as before it is not taken; `skipped`: it was not tried. */
export type Became = { is: "in" | "left_out" } | { is: "bad" | "skipped"; message: string };

const about = ["tenure_reject", "tenure_rule", "tenure_message"];
/** Columns for rows that do not fit their header; most rows have nothing there. */
const aside = /^tenure_(raw|extra_\d+)$/;

/** The row of a sheet by its id, without the columns that others of the sheet need. */
export function rowOf(sheet: readonly Exported[], reject: string): Exported | null {
  const row = sheet.find((one) => one.tenure_reject === reject);
  return row
    ? Object.fromEntries(Object.entries(row).filter(([name, text]) => text !== null || !aside.test(name)))
    : null;
}

/** The headers of the cells that can be corrected. */
export function headersOf(row: Exported): string[] {
  return Object.keys(row).filter((name) => !about.includes(name));
}

/** Whether the reason speaks of a cell: it quotes header or text. */
export function isMeant(reason: string, header: string, text: string | null): boolean {
  return reason.includes(`\`${header}\``) || (Boolean(text) && reason.includes(`\`${text}\``));
}

/** The row as a file of commas (RFC 4180). */
export function csvOf(row: Exported): string {
  const lines = [Object.keys(row), Object.values(row).map((text) => guarded(text ?? ""))];
  return lines.map((cells) => cells.map(quoted).join(",") + "\r\n").join("");
}

/** The service takes one apostrophe away before a formula, as it puts one there in sheets. */
function guarded(text: string): string {
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Why rows are not in, each reason once; rows that were not tried first. */
export function messagesOf(account: Replayed): string[] {
  return [...new Set([...account.skipped_rows, ...(account.rejects ?? [])].map((one) => one.message))];
}

/** What became of the only row that was sent. */
export function becameOf(account: Replayed): Became {
  const [skipped] = account.skipped_rows;
  if (skipped) return { is: "skipped", message: skipped.message };
  if (account.quarantined) return { is: "bad", message: account.rejects?.[0]?.message ?? "" };
  return { is: account.filtered ? "left_out" : "in" };
}
