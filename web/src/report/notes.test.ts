import { expect, it } from "vitest";
import { december, figure, november } from "./fixture";
import { notesOf } from "./notes";

const rate = { from: "USD", to: "EUR", first_day: "2025-12-01", last_day: "2025-12-03" };

it("tells each period that is not over once", () => {
  const open = figure([november(0.9), december(null, null, null, { complete: false, reason: "not_known_yet" })]);
  const notes = notesOf([open, open]);
  expect(notes.unfinished.map((point) => point.start)).toEqual(["2025-12-01"]);
  expect(notes.missing).toEqual([]);
});

it("tells whose time has not run out, what has no value, and each missing rate once", () => {
  const early = figure([december(0.027, 0.03, 0.04)], [{ eligible: 2863, matured: 113 }]);
  const lacking = figure([december(null, null, null, { reason: "rate_missing", missing_rates: [rate] })]);
  const notes = notesOf([early, lacking, lacking]);
  expect(notes.immature).toHaveLength(1);
  expect(notes.missing[0]).toMatchObject({ reason: "rate_missing" });
  expect(notes.rates).toEqual([rate]);
});
