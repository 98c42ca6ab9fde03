import { describe, expect, it } from "vitest";
import { contentsOf, latest, versionOf, type Contents } from "./contents";
import { december, figure, november, version } from "./fixture";

describe("what stands in the file", () => {
  it("is nothing in a template", () => {
    expect(contentsOf("null")).toBeNull();
    expect(contentsOf("")).toBeNull();
  });

  it("may hold what would end its element", () => {
    expect(contentsOf('{"workspace":"<\\/script>"}')).toEqual({ workspace: "</script>" });
  });
});

describe("the language", () => {
  const one = version([]);
  const base = { workspace: "w", language: "en", time_zone: "UTC", currency: "EUR", made_at: "" } as const;

  it("is the one asked for, else the other, else that of a file with one", () => {
    const both = { ...base, in: { en: one, "zh-CN": { ...one, metrics: [] } } } as Contents;
    expect(versionOf(both, "zh-CN")?.metrics).toEqual([]);
    expect(versionOf({ ...base, in: { en: one } }, "zh-CN")?.metrics).toEqual(one.metrics);
    expect(versionOf({ ...base, ...one }, "zh-CN")?.report).toBe(one.report);
    expect(versionOf(base, "en")).toBeNull();
  });
});

describe("a number with its answer", () => {
  it("has the interval of its period", () => {
    const made = figure([december(0.97, 0.97, 0.95)], [{ low: 0.96, high: 0.98 }]);
    expect(made.points[0]).toMatchObject({ value: 0.97, low: 0.96, high: 0.98, settled: true });
  });

  it("has not settled while some have time left, and the period before is spoken of", () => {
    const made = figure([november(0.037), december(0.027, 0.037, 0.04)], [{ eligible: 2863, matured: 113 }]);
    expect(made.points[1]?.settled).toBe(false);
    expect(latest(made)?.start).toBe("2025-11-01");
  });

  it("has not settled in a period that is not over", () => {
    expect(figure([december(0.9, null, null, { complete: false })]).points[0]?.settled).toBe(false);
  });
});
