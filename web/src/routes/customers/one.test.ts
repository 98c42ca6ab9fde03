import { expect, it } from "vitest";
import { byDay, changed, parted, type Effect, type Entry } from "./one";

const effect = (before: Effect["before"], after: Effect["after"]): Effect => ({
  metric: "mrr",
  unit: "money",
  start: "2025-12-01",
  end: "2026-01-01",
  before,
  after,
});

it("tells only metrics that change", () => {
  const same = { amount: "1.0000", currency: "EUR" };
  expect(
    changed([effect(same, { ...same }), effect(same, { ...same, amount: "2.0000" }), effect(null, 1)]),
  ).toHaveLength(2);
});

it("puts entries under their days in the order they come", () => {
  const entry = (at: string) => ({ at }) as Entry;
  const days = byDay([entry("2025-02-02T10"), entry("2025-02-02T09"), entry("2025-02-01T09")], (at) => at.slice(0, 10));
  expect(days.map((one) => [one.day, one.entries.length])).toEqual([
    ["2025-02-02", 2],
    ["2025-02-01", 1],
  ]);
});

it("measures parts of a ledger by the largest there can be", () => {
  expect(
    parted([
      { component: "usage", points: 20, most: 40, value: 1 },
      { component: "support", points: null, most: null, value: null },
    ]),
  ).toEqual([0.5, 0]);
  expect(
    parted([
      { component: "tenure", points: -0.2, value: 1 },
      { component: "payment", points: 0.4, value: 1 },
    ]),
  ).toEqual([0.5, 1]);
  expect(parted([])).toEqual([]);
});
