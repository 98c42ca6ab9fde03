import { expect, it } from "vitest";
import { columnsOf, questionOf } from "./list";

const titles = { name: "Name", id: "Id", people: "People", plan: "Plan", revenue: "Revenue", first_seen: "First seen" };
const columns = (rows: Parameters<typeof columnsOf>[0], more: Partial<Parameters<typeof columnsOf>[1]> = {}) =>
  columnsOf(rows, {
    titles,
    words: (_, word) => word,
    href: (id) => `/customers/${id}`,
    zone: "Europe/Berlin",
    order: null,
    masked: false,
    language: "en",
    ...more,
  });

it("makes its columns of what the answer has, known ones first", () => {
  const rows = [
    { id: "main:1", custom: "x", plan: null, revenue: { amount: "1234.5600", currency: "EUR" }, name: "Ann" },
    { id: "main:2", custom: null, plan: null, revenue: null, name: null },
  ];
  const made = columns(rows);
  expect(made.map((one) => one.title)).toEqual(["Name", "Id", "Revenue", "custom"]);
  const [name, , revenue] = made;
  expect(rows.map((row) => name?.text(row))).toEqual(["Ann", "main:2"]);
  expect(rows.map((row) => revenue?.text(row))).toEqual(["1,234.56 EUR", "–"]);
  expect(revenue?.raw?.(rows[0] ?? {})).toBe("1234.5600");
  expect(revenue?.numeric).toBe(true);
  expect(name?.href?.(rows[0] ?? {})).toBe("/customers/main:1");
  expect(columns(rows, { order: { key: "plan", down: false } }).map((one) => one.key)).toContain("plan");
});

it("writes instants as days of the workspace", () => {
  const row = { id: "a", first_seen: "2024-03-04T23:31:44Z", renewal_date: "2024-03-04" };
  expect(columns([row]).map((one) => one.text(row))).toEqual(["a", "5 Mar 2024", "4 Mar 2024"]);
});

it("is not sorted by what has no order, and leaves out what is hidden", () => {
  const row = { id: "a", name: "•••", email: "•••", people: 2, plan: "pro" };
  const made = (masked: boolean) => columns([row], { masked }).map((one) => [one.key, one.fixed]);
  expect(made(false)).toEqual([
    ["name", false],
    ["id", true],
    ["people", true],
    ["plan", false],
    ["email", false],
  ]);
  expect(made(true)).toEqual([
    ["id", true],
    ["people", true],
    ["plan", false],
  ]);
  expect(columns([row], { masked: true })[0]?.href?.(row)).toBe("/customers/a");
});

it("asks what the address says, and of a viewer nothing that is hidden from them", () => {
  const address = new URLSearchParams("search=ann&where=plan+%3D+'pro'&sort=email&order=desc");
  expect(questionOf(address, false)).toEqual({ search: "ann", where: "plan = 'pro'", sort: "email", order: "desc" });
  expect(questionOf(address, true)).toEqual({ search: "", where: "plan = 'pro'", sort: "", order: "" });
  expect(questionOf(new URLSearchParams("order=desc"), false).order).toBe("");
});
