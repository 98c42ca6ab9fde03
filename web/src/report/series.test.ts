import { expect, it } from "vitest";
import { columnsOf, rowsOf } from "./columns";
import { december, figure, november, version } from "./fixture";
import { linesOf, periodOf } from "./series";

const { report } = version([]);
const words = { unfinished: "not final", yearBefore: "a year before", noValue: "none" };

it("draws the number with its interval, and the year before beside it", () => {
  const made = figure([november(0.96), december(0.97, 0.96, 0.95)], [{ low: 0.96, high: 0.98 }]);
  const input = linesOf(made, report, words, "en");
  expect(input.labels).toEqual(["Nov 2025", "Dec 2025"]);
  expect(input.series.map((one) => one.name)).toEqual(["Retention rate", "a year before"]);
  expect(input.series[0]?.points[1]).toMatchObject({ value: 0.97, text: "97.0%", interval: "96.0% to 98.0%" });
  expect(input.series[1]?.points[1]).toMatchObject({ value: 0.95, text: "95.0%" });
});

it("leaves out a year before that nobody knows", () => {
  expect(linesOf(figure([december(0.97, null, null)]), report, words, "en").series).toHaveLength(1);
});

it("calls a fiscal period by its own name", () => {
  expect(periodOf({ start: "2025-12-01", end: "2026-01-01", period: "FY25 P12" }, report, "en")).toBe("FY25 P12");
});

it("gives the table a row for each period, with the number in full to sort and save", () => {
  const made = figure([november(0.9612345), december(null, null, null)]);
  const [period, rate] = columnsOf([made], report, "Period", "zh-CN");
  const rows = rowsOf([made]);
  expect(rows.map((row) => period?.text(row))).toEqual(["2025-11", "2025-12"]);
  expect(rows.map((row) => rate?.text(row))).toEqual(["96.1%", "–"]);
  expect(rows.map((row) => rate?.raw?.(row))).toEqual([0.9612345, null]);
});
