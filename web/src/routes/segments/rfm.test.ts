import { expect, it } from "vitest";
import type { Move } from "./answer";
import { grid, matrix, periods, sizes, type Words } from "./rfm";

const words: Words = {
  name: (given) => given ?? "none",
  count: String,
  cell: (r, f, name, count) => `${r}/${f} ${name} ${count}`,
  move: (count, from, to) => `${count} ${from} ${to}`,
};
const base = { start: "2025-01-01", end: "2025-02-01", complete: true };
const moves: Move[] = [
  { ...base, from_class: "loyal", to_class: "champions", customers: 3 },
  { ...base, from_class: "loyal", to_class: "loyal", customers: 5 },
  { ...base, from_class: null, to_class: "loyal", customers: 2 },
  { start: "2025-02-01", end: "2025-03-01", complete: false, from_class: "loyal", to_class: "loyal", customers: 7 },
];

it("puts the latest buyers on top and the most frequent at the right", () => {
  const cell = { recency: 5, frequency: 4, class: "champions", customers: 110, value: null };
  const rows = grid([cell], words);
  expect(rows.map((row) => row.head)).toEqual(["5", "4", "3", "2", "1"]);
  expect(rows[0]?.cells[3]).toMatchObject({ text: "110", strength: 1, more: "champions", colour: 0 });
  expect(rows[4]?.cells[0]).toMatchObject({ text: "0", strength: null });
});

it("counts each class at the end of a period, and how its customers came there", () => {
  expect(sizes(moves)).toEqual([
    {
      ...base,
      sizes: { champions: 3, loyal: 7, needs_attention: 0, at_risk: 0, hibernating: 0 },
      stayed: 5,
      moved: 3,
      joined: 2,
    },
    {
      start: "2025-02-01",
      end: "2025-03-01",
      complete: false,
      sizes: { champions: 0, loyal: 7, needs_attention: 0, at_risk: 0, hibernating: 0 },
      stayed: 7,
      moved: 0,
      joined: 0,
    },
  ]);
});

it("shows one period's moves, with who had not bought in a row of their own", () => {
  expect(periods(moves)).toHaveLength(2);
  const rows = matrix(moves, "2025-01-01", words);
  expect(rows).toHaveLength(6);
  expect(rows[1]?.cells[0]).toMatchObject({ text: "3", strength: 0.6, label: "3 loyal champions" });
  expect(rows[5]?.cells[1]?.raw).toBe(2);
});
