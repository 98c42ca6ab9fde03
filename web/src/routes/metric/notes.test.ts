import { expect, it } from "vitest";
import type { Annotation, Row } from "$lib/api/answers";
import { about, marksOf } from "./notes";

const note = (day: string, text: string, metric: string | null = null) => ({ day, text, metric }) as Annotation;
const rows = [
  { start: "2025-02-01", end: "2025-03-01" },
  { start: "2025-01-01", end: "2025-02-01" },
] as Row[];

it("marks the period that a day lies in, once for all notes of it", () => {
  expect(marksOf([note("2025-02-01", "a"), note("2025-01-31", "b"), note("2025-02-28", "c")], rows)).toEqual([
    { at: 1, text: "a, c" },
    { at: 0, text: "b" },
  ]);
  expect(marksOf([note("2025-03-01", "later")], rows)).toEqual([]);
});

it("leaves out what is about another metric", () => {
  expect(about([note("2025-01-01", "a", "nrr"), note("2025-01-01", "b", "mrr")], "nrr")).toHaveLength(1);
});
