import { expect, it } from "vitest";
import { csv, sorted, type Column } from "./table";

interface Row {
  name: string;
  amount: string | null;
}
const columns: Column<Row>[] = [
  { key: "name", title: "Name", text: (row) => row.name },
  { key: "amount", title: "Amount, EUR", text: (row) => row.amount ?? "–", raw: (row) => row.amount, numeric: true },
];
const rows: Row[] = [
  { name: "b", amount: "9.50" },
  { name: "a", amount: null },
  { name: "c", amount: "10.00" },
];

it("sorts by number, nothing last either way", () => {
  expect(sorted(rows, columns, { key: "amount", down: false }).map((row) => row.name)).toEqual(["b", "c", "a"]);
  expect(sorted(rows, columns, { key: "amount", down: true }).map((row) => row.name)).toEqual(["c", "b", "a"]);
  expect(sorted(rows, columns, { key: "name", down: false }).map((row) => row.name)).toEqual(["a", "b", "c"]);
  expect(sorted(rows, columns, null)).toBe(rows);
});

it("saves the full values, quoted, and disarms formulas", () => {
  const bad = [{ name: '=cmd("x")', amount: "-1.25" }];
  expect(csv(bad, columns)).toBe('Name,"Amount, EUR"\r\n"\'=cmd(""x"")",-1.25\r\n');
});
