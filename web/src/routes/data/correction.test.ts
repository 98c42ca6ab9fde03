import { expect, it } from "vitest";
import { becameOf, csvOf, headersOf, isMeant, messagesOf, rowOf, type Replayed } from "./correction";

const sheet = [
  { tenure_reject: "a", tenure_rule: "time", tenure_message: "no", id: "1", "a,b": null, tenure_extra_1: null },
  { tenure_reject: "b", tenure_rule: "ragged", tenure_message: "no", id: "2", "a,b": 'x "y"', tenure_extra_1: "z" },
];

it("finds the row, with columns beside the header only where it has something there", () => {
  expect(headersOf(rowOf(sheet, "a") ?? {})).toEqual(["id", "a,b"]);
  expect(headersOf(rowOf(sheet, "b") ?? {})).toEqual(["id", "a,b", "tenure_extra_1"]);
  expect(rowOf(sheet, "c")).toBeNull();
});

it("sends every column, quoted where it must be", () => {
  expect(csvOf(rowOf(sheet, "b") ?? {})).toBe(
    'tenure_reject,tenure_rule,tenure_message,id,"a,b",tenure_extra_1\r\nb,ragged,no,2,"x ""y""",z\r\n',
  );
  expect(csvOf({ a: "=1", b: "'=1", c: "'x'", d: "two\nlines", e: null })).toBe(
    "a,b,c,d,e\r\n=1,''=1,'x','two\nlines',\r\n".replaceAll("'two\nlines'", '"two\nlines"'),
  );
});

it("knows the cell that the reason speaks of", () => {
  const reason = "`2024-02-31` in `ordered_at` is not a date";
  expect(isMeant(reason, "date", "2024-02-31")).toBe(true);
  expect(isMeant(reason, "ordered_at", null)).toBe(true);
  expect(isMeant(reason, "amount", "2024")).toBe(false);
  expect(isMeant("`` is empty", "amount", "")).toBe(false);
});

it("says what became of the row", () => {
  const none: Replayed = { done_before: 0, skipped: 0, skipped_rows: [] };
  expect(becameOf({ ...none, accepted: 1 })).toEqual({ is: "in" });
  expect(becameOf({ ...none, done_before: 1 })).toEqual({ is: "in" });
  expect(becameOf({ ...none, filtered: 1 })).toEqual({ is: "left_out" });
  expect(becameOf({ ...none, quarantined: 1, rejects: [{ message: "worse" }] })).toEqual({
    is: "bad",
    message: "worse",
  });
  expect(becameOf({ ...none, skipped: 1, skipped_rows: [{ message: "unknown" }] })).toEqual({
    is: "skipped",
    message: "unknown",
  });
  const skipped_rows = [{ message: "unknown" }, { message: "unknown" }];
  expect(messagesOf({ ...none, skipped: 2, skipped_rows, rejects: [{ message: "worse" }] })).toEqual([
    "unknown",
    "worse",
  ]);
});
