// A delimited file as it lies on somebody's disk: its headers and first lines, and the same file with other headers.
// Only the head is read; the rest of the file is handed on as it is. Pure, over bytes: a byte is a letter of latin-1
// here, so that whatever encoding the file has, nothing but the header changes. UTF-16 is not read.

export interface Head {
  delimiter: string;
  headers: string[];
  /** The first rows, for people to see what stands under a header. */
  rows: string[][];
  /** Where the header's line ends, in bytes, its line break included. */
  end: number;
  line_break: string;
  mark: boolean;
}

const signs = [",", ";", "\t", "|"];

/** Reads the head; null where the bytes are no delimited text. */
export function headOf(bytes: Uint8Array, encoding = "utf-8"): Head | null {
  if (bytes.length === 0 || bytes.includes(0)) return null;
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = letters(mark ? bytes.subarray(3) : bytes);
  // Braces and brackets begin JSON; the magic of packed files is no text.
  if (
    /^\s*[[{]/.test(text) ||
    text.startsWith("PK\u0003") ||
    text.startsWith("PAR1") ||
    text.startsWith("\u001f\u008b")
  )
    return null;
  const line = records(text, "\u0000", 1)[0];
  if (!line) return null;
  const delimiter = signs.toSorted((a, b) => line.raw.split(b).length - line.raw.split(a).length)[0] ?? ",";
  const found = records(text, delimiter, 6);
  const [first, ...rest] = found;
  if (!first) return null;
  const decode = decoder(encoding);
  return {
    delimiter,
    headers: first.cells.map(decode),
    rows: rest.filter((one) => one.ended).map((one) => one.cells.map(decode)),
    end: first.end + (mark ? 3 : 0),
    line_break: text.slice(first.end - 2, first.end) === "\r\n" ? "\r\n" : "\n",
    mark,
  };
}

/** The bytes of another header for the same file, in UTF-8. */
export function headerLine(head: Head, headers: readonly string[]): Uint8Array {
  const cells = headers.map((one) =>
    one.includes(head.delimiter) || /["\r\n]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one,
  );
  return new TextEncoder().encode((head.mark ? "\ufeff" : "") + cells.join(head.delimiter) + head.line_break);
}

/** The file under other headers; every line after the first stays where it was. */
export function renamed(file: Blob, head: Head, headers: readonly string[]): Blob {
  const line = headerLine(head, headers);
  return new Blob([new Uint8Array(line).buffer, file.slice(head.end)], { type: "text/csv" });
}

interface Found {
  cells: string[];
  raw: string;
  end: number;
  ended: boolean;
}

/** The first records: fields in quotes may hold delimiters and line breaks (RFC 4180). */
function records(text: string, delimiter: string, most: number): Found[] {
  const found: Found[] = [];
  let [cells, cell, quoted, start]: [string[], string, boolean, number] = [[], "", false, 0];
  for (let at = 0; at <= text.length && found.length < most; at++) {
    const letter = text[at];
    if (quoted && letter !== undefined) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[at++];
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (letter === "\n" || letter === undefined) {
      cells.push(cell.replace(/\r$/, ""));
      if (at > start)
        found.push({ cells, raw: text.slice(start, at), end: Math.min(at + 1, text.length), ended: letter === "\n" });
      [cells, cell, start] = [[], "", at + 1];
    } else cell += letter;
  }
  return found;
}

function letters(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function decoder(encoding: string): (text: string) => string {
  let reader: TextDecoder;
  try {
    reader = new TextDecoder(encoding);
  } catch {
    reader = new TextDecoder();
  }
  return (text) => reader.decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))).trim();
}
