import { expect, it } from "vitest";
import { byPart, partKey, partName } from "./part";

it("names parts, also those of customers without a value", () => {
  expect(partName({ plan: "studio", country: null }, "without one")).toBe("studio, without one");
  expect(partName(undefined, "x")).toBe("");
  expect(partKey({ plan: null })).not.toBe(partKey({ plan: "null" }));
});

it("gathers rows by part in their order", () => {
  const rows = [
    { by: { a: "2" }, n: 1 },
    { by: { a: "1" }, n: 2 },
    { by: { a: "2" }, n: 3 },
  ];
  expect(byPart(rows).map((part) => part.rows.map((row) => row.n))).toEqual([[1, 3], [2]]);
  expect(byPart<{ by?: { a: string }; n: number }>([{ n: 1 }])).toEqual([{ key: "", by: undefined, rows: [{ n: 1 }] }]);
});
