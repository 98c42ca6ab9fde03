import { expect, it } from "vitest";
import { columnsIn } from "./columns";

interface Row {
  size: number | null;
  spend?: { amount: string; currency: string };
}
const column = columnsIn<Row>("en");

it("writes a number as what it is, and keeps it in full", () => {
  const shares = column.share("size", "Size", (row) => row.size);
  expect(shares.text({ size: 0.12345 })).toBe("12.3%");
  expect(shares.raw?.({ size: 0.12345 })).toBe(0.12345);
  const spend = column.money("spend", "Spend", (row) => row.spend);
  expect(spend.text({ size: 1, spend: { amount: "1234.5000", currency: "EUR" } })).toBe("1,234.50 EUR");
  expect(spend.raw?.({ size: 1, spend: { amount: "1234.5000", currency: "EUR" } })).toBe("1234.5000");
});

it("keeps nothing apart from zero", () => {
  const counts = column.count("size", "Size", (row) => row.size);
  expect([counts.text({ size: 0 }), counts.raw?.({ size: 0 })]).toEqual(["0", 0]);
  expect([counts.text({ size: null }), counts.raw?.({ size: null })]).toEqual(["–", null]);
  expect(column.money("spend", "Spend", (row) => row.spend).raw?.({ size: 1 })).toBeNull();
});
