import { expect, it } from "vitest";
import { headerLine, headOf, renamed } from "./delimited";

const bytes = (text: string) => new TextEncoder().encode(text);

it("reads headers and first rows whatever the delimiter", () => {
  const head = headOf(bytes("id;amount\r\n1;2,5\r\n2;3\r\n"));
  expect(head).toMatchObject({ delimiter: ";", headers: ["id", "amount"], line_break: "\r\n", end: 11 });
  expect(head?.rows).toEqual([
    ["1", "2,5"],
    ["2", "3"],
  ]);
});

it("reads quotes that hold delimiters, quotes and line breaks", () => {
  const head = headOf(bytes('"a, or ""b""","c\nd"\n1,2\n'));
  expect(head?.headers).toEqual(['a, or "b"', "c\nd"]);
  expect(head?.end).toBe(20);
});

it("reads letters beyond ASCII and skips the byte order mark", () => {
  expect(headOf(bytes("\ufeff客户,金额\n1,2\n"))?.headers).toEqual(["客户", "金额"]);
});

it("takes neither JSON nor packed files for tables of text", () => {
  expect(headOf(bytes('{"a": 1}'))).toBeNull();
  expect(headOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toBeNull();
  expect(headOf(Uint8Array.of())).toBeNull();
});

it("changes the header and nothing else", async () => {
  const file = new Blob(["\ufeffid,date\n00004,19970101\n"]);
  const head = headOf(new Uint8Array(await file.arrayBuffer()));
  if (!head) throw new Error("no head");
  const changed = renamed(file, head, ["customer_id", "ordered, at"]);
  expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(await changed.arrayBuffer())).toBe(
    '\ufeffcustomer_id,"ordered, at"\n00004,19970101\n',
  );
  expect(headerLine(head, ["a", 'b"']).length).toBeGreaterThan(0);
});
