import { expect, it } from "vitest";
import type { QueryAnswer, Row } from "$lib/api/answers";
import { lines, linesBy, partsOf, periods, step, type Words } from "./trend";

const words: Words = {
  value: (given) => (given === null ? "–" : String(given)),
  interval: (row) => (row.low === undefined ? undefined : `${String(row.low)} to ${String(row.high)}`),
  height: (given) => (typeof given === "number" ? given : null),
};
const row = (start: string, touchpoint: string | null, value: number, eligible: number): Row => ({
  start,
  end: start,
  by: { touchpoint },
  value,
  low: value - 1,
  high: value + 1,
  eligible,
  complete: start < "2025-03",
});
const rows = [
  row("2025-02-01", "support", 2, 5),
  row("2025-03-01", "delivery", 3, 90),
  row("2025-02-01", "delivery", 1, 9),
];
const answer = { unit: "points", rows } as unknown as QueryAnswer;

it("makes a line for each part, the largest first, with gaps where there is nothing", () => {
  expect(periods(rows).map((one) => [one.start, one.complete])).toEqual([
    ["2025-02-01", true],
    ["2025-03-01", false],
  ]);
  expect(partsOf(rows, "touchpoint")).toEqual(["delivery", "support"]);
  const drawn = linesBy(answer, "touchpoint", String, words);
  expect(drawn[1]?.points).toEqual([
    { value: 2, low: 1, high: 3, complete: true, text: "2", interval: "1 to 3" },
    { value: null, complete: false, text: "–" },
  ]);
});

it("adds a further number of each row as a line of its own", () => {
  const waits = {
    unit: "duration",
    rows: [{ ...row("2025-02-01", null, 2, 1), also: { p90: 9 } }],
  } as unknown as QueryAnswer;
  expect(lines(waits, "half", { key: "p90", name: "nine of ten" }, words)[1]).toEqual({
    name: "nine of ten",
    compared: true,
    points: [{ value: 9, complete: true, text: "9" }],
  });
  expect(lines(waits, "half", { key: "none", name: "" }, words)).toHaveLength(1);
});

it("draws durations in the unit that they are several of", () => {
  expect(step([null, 4 * 3_600_000])).toBe(3_600_000);
  expect(step([9 * 86_400_000])).toBe(86_400_000);
  expect(step([])).toBe(1_000);
});
