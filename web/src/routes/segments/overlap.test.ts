import { expect, it } from "vitest";
import { overlapRows } from "./overlap";

it("shows the share of a segment that is in another, and nothing of itself", () => {
  const classes = [
    { class: "a", title: "A", customers: 4, value: null },
    { class: "b", customers: 10, value: null },
  ];
  const overlap = [
    { segment: "a", with: "a", customers: 4, of: 4, share: 1 },
    { segment: "a", with: "b", customers: 1, of: 4, share: 0.25 },
    { segment: "b", with: "a", customers: 1, of: 10, share: 0.1 },
  ];
  const words = {
    count: String,
    share: (given: number) => `${given * 100}%`,
    cell: (...all: string[]) => all.join(" "),
  };
  const rows = overlapRows(overlap, classes, words);
  expect(rows[0]?.cells.map((cell) => cell.text)).toEqual(["", "25%"]);
  expect(rows[0]?.cells[1]?.label).toBe("1 4 A b");
  expect(rows[1]?.cells[0]).toMatchObject({ strength: 0.1, raw: 0.1 });
});
