import { describe, expect, it } from "vitest";
import { heatOf, neighbour, scaleOf, type HeatCell, type HeatRow } from "./heat";

const cell = (value: number | null): HeatCell => ({
  value,
  text: "",
  told: "",
  state: value === null ? "open" : "known",
});
const row = (...values: (number | null)[]): HeatRow => ({
  key: "",
  label: "",
  size: "",
  open: false,
  cells: values.map(cell),
});

describe("the scale", () => {
  it("runs over what comes after the first column, to whole tenths", () => {
    expect(scaleOf([row(1, 0.71, 0.88), row(1, 0.93, null)])).toEqual({ least: 0.7, most: 1 });
    expect(scaleOf([row(1, 0.03), row(1, 0.01)])).toEqual({ least: 0, most: 0.1 });
  });

  it("stays a scale where there is one value or none", () => {
    expect(scaleOf([])).toEqual({ least: 0, most: 1 });
    expect(scaleOf([row(1)]).most).toBeGreaterThan(scaleOf([row(1)]).least);
    expect(scaleOf([row(1, 0.5)])).toEqual({ least: 0.4, most: 0.5 });
  });

  it("gives what lies outside its ends", () => {
    const scale = { least: 0.5, most: 1 };
    expect([0.2, 0.5, 0.75, 1, 1.3].map((value) => heatOf(value, scale))).toEqual([0, 0, 0.5, 1, 1]);
  });
});

it("goes by arrow keys and stops at the edges", () => {
  const size = { rows: 2, columns: 3 };
  expect(neighbour({ row: 0, column: 0 }, "ArrowRight", size)).toEqual({ row: 0, column: 1 });
  expect(neighbour({ row: 1, column: 1 }, "End", size)).toEqual({ row: 1, column: 2 });
  expect(neighbour({ row: 1, column: 1 }, "ArrowDown", size)).toBeNull();
  expect(neighbour({ row: 0, column: 0 }, "Home", size)).toBeNull();
  expect(neighbour({ row: 0, column: 0 }, "x", size)).toBeNull();
});
