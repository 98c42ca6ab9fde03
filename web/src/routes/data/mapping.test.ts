import { expect, it } from "vitest";
import { choices, headersOf, lacking, tableOf } from "./mapping";

const headers = ["master_id", "sample_id", "date", "dollar_value"];
const found = [
  { column: "ordered_at", from: "date", matched_by: "alias" },
  { column: "amount", from: "dollar_value", matched_by: "alias" },
];

it("shows what the service found", () => {
  const chosen = choices(headers, found, {});
  expect(chosen.map((one) => one.column)).toEqual([null, null, "ordered_at", "amount"]);
  expect(headersOf(chosen, found)).toBeNull();
  expect(lacking(["customer_id", "amount"], chosen)).toEqual(["customer_id"]);
});

it("sends the headers that make the service find what was chosen", () => {
  const chosen = choices(headers, found, { master_id: "customer_id" });
  expect(headersOf(chosen, found)).toEqual(["customer_id", "sample_id", "ordered_at", "amount"]);
  expect(lacking(["customer_id", "amount"], chosen)).toEqual([]);
});

it("gives a column to one header alone, and hides what was left out", () => {
  const moved = choices(headers, found, { sample_id: "amount" });
  expect(moved.map((one) => one.column)).toEqual([null, "amount", "ordered_at", null]);
  expect(headersOf(moved, found)).toEqual(["master_id", "amount", "ordered_at", "unused_dollar_value"]);
  const left = choices(headers, found, { date: null });
  expect(headersOf(left, found)).toEqual(["master_id", "sample_id", "unused_date", "amount"]);
});

it("guesses the table by the file's name", () => {
  expect(tableOf("cdnow_sample_transactions.csv")).toBe("orders");
  expect(tableOf("order_items.csv")).toBe("order_items");
  expect(tableOf("Kunden.csv")).toBe("orders");
  expect(tableOf("events-2024-q1.csv.gz")).toBe("events");
  expect(tableOf("ticket_changes.csv")).toBe("ticket_changes");
});
