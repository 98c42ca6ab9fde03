import { expect, it } from "vitest";
import { tally } from "./quality";

it("adds up rows under each word, the most first", () => {
  const rules = [
    { table: "events", rule: "time", rows: 424 },
    { table: "orders", rule: "number", rows: 8 },
    { table: "events", rule: "placeholder", rows: 457 },
    { table: "costs", rule: "time", rows: 1 },
  ];
  expect(tally(rules, (one) => one.table)).toEqual([
    ["events", 881],
    ["orders", 8],
    ["costs", 1],
  ]);
  expect(tally(rules, (one) => one.rule)[1]).toEqual(["time", 425]);
});
