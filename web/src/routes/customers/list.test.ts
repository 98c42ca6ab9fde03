import { expect, it } from "vitest";
import { columnsOf, fromSql, sqlOf } from "./list";

const titles = { name: "Name", id: "Id", revenue: "Revenue", first_seen: "First seen" };
const columns = (rows: Parameters<typeof columnsOf>[0]) =>
  columnsOf(
    rows,
    titles,
    (_, word) => word,
    (id) => `/customers/${id}`,
    "en",
  );

it("makes its columns of what the answer has, known ones first", () => {
  const rows = [
    { id: "main:1", custom: "x", revenue: { amount: "1234.5600", currency: "EUR" }, name: "Ann" },
    { id: "main:2", custom: null, revenue: null, name: null },
  ];
  const made = columns(rows);
  expect(made.map((one) => one.title)).toEqual(["Name", "Id", "Revenue", "custom"]);
  const [name, , revenue] = made;
  expect(rows.map((row) => name?.text(row))).toEqual(["Ann", "main:2"]);
  expect(rows.map((row) => revenue?.text(row))).toEqual(["1,234.56 EUR", "–"]);
  expect(revenue?.raw?.(rows[0] ?? {})).toBe("1234.5600");
  expect(revenue?.numeric).toBe(true);
  expect(name?.href?.(rows[0] ?? {})).toBe("/customers/main:1");
});

it("writes days as days", () => {
  const row = { id: "a", first_seen: "2024-03-04T10:31:44Z" };
  expect(columns([row])[1]?.text(row)).toBe("4 Mar 2024");
});

it("asks in SQL with what was typed quoted", () => {
  const sql = sqlOf(
    "customer",
    { search: "O'Neil", where: "country = 'DE'", order: { key: "orders", down: true } },
    50,
    100,
  );
  expect(sql).toContain("lower(name) like '%o''neil%'");
  expect(sql).toContain("(country = 'DE')");
  expect(sql).toMatch(/order by orders desc nulls last, id limit 50 offset 100$/);
  expect(sqlOf("account", { search: "", where: "", order: { key: "x; drop", down: false } }, 1, 0)).toContain(
    "order by id",
  );
});

it("keeps SQL's amounts as decimal text", () => {
  expect(fromSql([{ id: "a", amount: "2086.9400", revenue: 2086.94 }, { id: "b" }])).toEqual([
    { id: "a", revenue: { amount: "2086.9400", currency: "" } },
    { id: "b" },
  ]);
});
