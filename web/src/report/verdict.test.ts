import { describe, expect, it } from "vitest";
import { december, figure } from "./fixture";
import { toward, verdicts } from "./verdict";

const of = (...given: Parameters<typeof figure>) => verdicts([figure(...given)])[0];

describe("strengths and weaknesses", () => {
  it("are decided by the year before", () => {
    const rose = of([december(0.97, 0.98, 0.95)], [{ low: 0.96, high: 0.985 }]);
    expect(rose).toMatchObject({ side: "strength", ground: "year" });
  });

  it("turn with what is better", () => {
    expect(of([december(0.97, 0.98, 0.95)], [], "lower")).toMatchObject({ side: "weakness" });
    expect(verdicts([figure([december(0.97, 0.98, 0.95)], [], "neither")])).toEqual([]);
  });

  it("fall back on the period before where the year before is within the interval", () => {
    const fell = of([december(0.9, 0.97, 0.91)], [{ low: 0.88, high: 0.92 }]);
    expect(fell).toMatchObject({ side: "weakness", ground: "previous" });
  });

  it("are neither where chance could do it", () => {
    expect(of([december(0.9, 0.91, 0.89)], [{ low: 0.88, high: 0.92 }])).toMatchObject({ side: "even", ground: null });
  });

  it("count from one percent on where there is no interval", () => {
    expect(of([december(100, 100, 99.5)])?.side).toBe("even");
    expect(of([december(100, 100, 98)])?.side).toBe("strength");
  });

  it("come from what others quote only where nothing changed", () => {
    const even = [{ low: 0.85, high: 0.9, benchmarks: { b: "below" } }];
    expect(of([december(0.88, 0.88, 0.88)], even)).toMatchObject({ side: "weakness", ground: "benchmark" });
    expect(of([december(0.92, 0.92, 0.92)], [{ benchmarks: { b: "within" } }])?.side).toBe("even");
  });

  it("are not coloured where they are not clear", () => {
    const made = figure([december(0.9, 0.91, 0.8)], [{ low: 0.88, high: 0.92 }]);
    const point = made.points[0];
    expect(toward(made, point, point?.previous)).toBe("neither");
    expect(toward(made, point, point?.year_before)).toBe("higher");
  });
});
