import { describe, expect, it } from "vitest";
import type { QueryAnswer, Row, Value } from "$lib/api/answers";
import { difference, headline, movedMost, surprise, type Headline } from "./headline";

const row = (start: string, value: Value, more: Partial<Row> = {}): Row => ({
  start,
  end: start,
  value,
  complete: true,
  ...more,
});

describe("a headline", () => {
  const answer = {
    metric: "mrr",
    unit: "money",
    benchmarks: [{ benchmark: "b", group: "SaaS", bands: [{ band: "fair", title: "Fair" }], source: "" }],
    rows: [
      row("2025-11-01", { amount: "52148.9312", currency: "EUR" }),
      row(
        "2025-12-01",
        { amount: "54660.5646", currency: "EUR" },
        {
          benchmarks: { b: "fair" },
          compare: {
            start: "2024-12-01",
            end: "2025-01-01",
            value: { amount: "29378.9970", currency: "EUR" },
            change: { amount: "25281.5676", currency: "EUR" },
            change_share: 0.8605,
          },
        },
      ),
    ],
  } as unknown as QueryAnswer;

  it("subtracts money without floats and keeps the API's change to the year before", () => {
    const made = headline(answer);
    expect(made?.previous).toEqual({
      start: "2025-11-01",
      end: "2025-11-01",
      change: { amount: "2511.6334", currency: "EUR" },
      share: 0.04816270136711834,
    });
    expect(made?.year?.change).toEqual({ amount: "25281.5676", currency: "EUR" });
    expect(made?.benchmark?.place).toBe("fair");
  });

  it("is of the last period whose outcomes are all known, and says which is not", () => {
    const shares = [
      row("2025-10-01", 0.03, { eligible: 90, matured: 90 }),
      row("2025-11-01", 0.04, { eligible: 100, matured: 100 }),
      row("2025-12-01", 0.01, { eligible: 100, matured: 7 }),
    ];
    const made = headline({ ...answer, metric: "conversion_rate", unit: "share", rows: shares } as QueryAnswer);
    expect([made?.row.start, made?.open?.start, made?.previous?.change]).toEqual([
      "2025-11-01",
      "2025-12-01",
      expect.closeTo(0.01, 12),
    ]);
    expect(made?.points.map((point) => point.complete)).toEqual([true, true, false]);
    const alone = headline({ ...answer, rows: shares.slice(2) } as QueryAnswer);
    expect([alone?.row.start, alone?.open?.start]).toEqual(["2025-12-01", "2025-12-01"]);
  });

  it("is none without periods", () => {
    expect(headline({ ...answer, rows: [] })).toBeNull();
  });
});

it("has no difference where a side is missing, and no share of nothing", () => {
  expect(difference(1, null)).toEqual({ change: null, share: null });
  expect(difference(3, 0)).toEqual({ change: 3, share: null });
  const [eur, usd] = [
    { amount: "1", currency: "EUR" },
    { amount: "1", currency: "USD" },
  ];
  expect(difference(eur, usd).change).toBeNull();
});

describe("what moved most", () => {
  it("holds a move against the usual ones", () => {
    expect(surprise([1, 2, 1, 2, 1, 5])).toBe(4);
    expect(surprise([1, 2, 1])).toBeNull();
    expect(surprise([1, 2, 1, 2, 1, null])).toBeNull();
  });

  it("puts the largest first and leaves the usual out", () => {
    const one = (metric: string, size: number) =>
      ({ metric, surprise: size, previous: { change: 1 }, open: null }) as unknown as Headline;
    const open = { ...one("d", 9), open: row("2025-12-01", 1) };
    expect(movedMost([one("a", 0.8), one("b", 2), one("c", 3), open]).map((each) => each.metric)).toEqual(["c", "b"]);
  });
});
