import { describe, expect, it } from "vitest";
import * as format from "./format";

describe("numbers", () => {
  it("writes shares as percent, with one place", () => {
    expect(format.value(0.9725442342892008, "share", "en")).toBe("97.3%");
    expect(format.value(0.9725442342892008, "share", "zh-CN")).toBe("97.3%");
    expect(format.value(-0.012, "share", "en")).toBe("−1.2%");
  });

  it("keeps a place of counts that are means", () => {
    expect(format.value(1703, "count", "en")).toBe("1,703");
    expect(format.value(1664.1290322580646, "count", "en")).toBe("1,664.1");
  });

  it("writes nothing where there is no value", () => {
    expect(format.value(null, "share", "en")).toBe("–");
  });

  it("shortens axes alike in both languages", () => {
    expect(format.compact(54_660.5)).toBe("54.7K");
    expect(format.axis(0.975, "share", "zh-CN")).toBe("97.5%");
    expect([0, 10_800_000].map((at) => format.axis(at, "duration", "en"))).toEqual(["0", "3 h"]);
  });
});

describe("money", () => {
  it("rounds the decimal string, not a float of it", () => {
    expect(format.money({ amount: "54660.5646", currency: "EUR" }, "en")).toBe("54,660.56 EUR");
    // As a float this would lose its last places.
    expect(format.money({ amount: "9007199254740993.11", currency: "USD" }, "en")).toBe("9,007,199,254,740,993.11 USD");
  });

  it("knows the places of a currency", () => {
    expect(format.money({ amount: "1234.5000", currency: "JPY" }, "zh-CN")).toBe("1,235 JPY");
    expect(format.money({ amount: "-12.5000", currency: "CNY" }, "zh-CN")).toBe("−12.50 CNY");
    expect(format.money({ amount: "1.0", currency: "NOT A CODE" }, "en")).toBe("1.00 NOT A CODE");
  });
});

describe("intervals", () => {
  it("are in the unit of the value", () => {
    expect(format.interval({ value: 0.97, low: 0.9634, high: 0.9794 }, "share", "en")).toBe("96.3% to 97.9%");
    const value = { amount: "52.3352", currency: "EUR" };
    expect(format.interval({ value, low: 49.648, high: 55.021 }, "money", "zh-CN")).toBe("49.65 EUR 至 55.02 EUR");
    expect(format.interval({ value: 3 }, "count", "en")).toBeUndefined();
  });
});

describe("durations", () => {
  it("takes the two largest units", () => {
    expect(format.duration(9_905_000, "en")).toBe("2 h 45 min");
    expect(format.duration(9_905_000, "zh-CN")).toBe("2 小时 45 分钟");
    expect(format.duration(3_600_000, "en")).toBe("1 h");
    expect(format.duration(45_000, "en")).toBe("45 s");
    expect(format.duration(20.5 * 86_400_000, "en")).toBe("20.5 d");
  });

  it("carries what rounds up", () => {
    expect(format.duration(7_199_900, "en")).toBe("2 h");
  });

  it("says how long ago", () => {
    expect(format.ago(2 * 3_600_000 + 5, "en")).toBe("2 h ago");
    expect(format.ago(26 * 86_400_000, "zh-CN")).toBe("26 天前");
  });
});

describe("changes", () => {
  it("are signed, and in points for shares", () => {
    expect(format.change(-0.0017, null, "share", "en")).toBe("−0.2 pp");
    expect(format.change(0.0185, 0.08, "share", "zh-CN")).toBe("+1.9 个百分点");
    expect(format.change({ amount: "2511.6334", currency: "EUR" }, 0.0482, "money", "en")).toBe("+4.8%");
    expect(format.change(-3.25, -0.1, "points", "en")).toBe("−3.3");
    expect(format.change(4, null, "count", "en")).toBe("+4");
  });
});

describe("dates", () => {
  it("names periods by their grain", () => {
    expect(format.period("2025-12-01", "2026-01-01", "month", "en")).toBe("Dec 2025");
    expect(format.period("2025-12-01", "2026-01-01", "month", "zh-CN")).toBe("2025-12");
    expect(format.period("2025-10-01", "2026-01-01", "quarter", "en")).toBe("Q4 2025");
    expect(format.period("2024-12-30", "2025-01-06", "week", "en")).toBe("2025-W01");
    expect(format.period("2025-12-01", "2026-01-01", undefined, "en")).toBe("1 Dec 2025 to 31 Dec 2025");
  });

  it("takes a moment that data is known until as the day before it ends", () => {
    expect(format.lastDay("2025-12-31T23:00:00Z", "Europe/Berlin", "en")).toBe("31 Dec 2025");
    expect(format.lastDay("2025-12-31T23:00:00Z", "UTC", "zh-CN")).toBe("2025-12-31");
  });

  it("shows moments in the zone of the workspace", () => {
    expect(format.moment("2025-12-31T23:30:00Z", "Europe/Berlin", "en")).toBe("1 Jan 2026, 00:30");
    expect(format.moment("2025-12-31T23:30:00Z", "Europe/Berlin", "zh-CN")).toBe("2026-01-01 00:30");
  });
});

it("writes probabilities of tests with what says something", () => {
  expect(format.probability(5.7e-8, "en")).toBe("< 0.001");
  expect(format.probability(0.3409820059946804, "en")).toBe("0.34");
  expect(format.probability(null, "zh-CN")).toBe("–");
});
