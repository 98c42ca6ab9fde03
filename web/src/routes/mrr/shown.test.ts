import { describe, expect, it } from "vitest";
import type { MovementRow, MrrAnswer } from "$lib/api/analyses";
import { moneyColumns, net, reconciled, together, waterfallOf } from "./shown";

const eur = (amount: string) => ({ amount, currency: "EUR" });
const row = (start: string, opening: string, fresh: string, churn: string, closing: string): MovementRow => ({
  start,
  end: "",
  opening: eur(opening),
  new: eur(fresh),
  expansion: eur("0.0000"),
  reactivation: eur("0.0000"),
  contraction: eur("0.0000"),
  churn: eur(churn),
  fx: eur("0.0000"),
  closing: eur(closing),
});
const rows = [
  row("2025-01-01", "100.0000", "10.1000", "5.0000", "105.1000"),
  row("2025-02-01", "105.1000", "0.2000", "0.0000", "105.3000"),
];

describe("movements", () => {
  it("take contraction and churn away", () => {
    expect(net(rows[0] as MovementRow).amount).toBe("5.1000");
  });

  it("are put together without losing a digit", () => {
    expect(together(rows)).toMatchObject({ opening: eur("100.0000"), new: eur("10.3000"), closing: eur("105.3000") });
    expect(together([])).toBeNull();
  });

  it("leave no exchange rate in the waterfall where there was none", () => {
    const steps = waterfallOf(rows[0] as MovementRow, "en");
    expect(steps.map((step) => step.name)).toEqual([
      "Opening",
      "New",
      "Expansion",
      "Reactivation",
      "Contraction",
      "Churn",
      "Closing",
    ]);
    expect(steps[5]?.text).toBe("−5.00 EUR");
  });

  it("are saved with their sign and all their places", () => {
    const columns = moneyColumns<MovementRow>({ key: "p", title: "", text: (one) => one.start }, "en");
    expect(columns.find((column) => column.key === "churn")?.raw?.(rows[0] as MovementRow)).toBe("-5.0000");
  });
});

describe("a reconciliation", () => {
  const answer = (rule: string): MrrAnswer =>
    ({
      profile: "a",
      totals: [
        { ...row("2025-01-01", "1", "0", "0", "10.0"), profile: "a" },
        { ...row("2025-01-01", "1", "0", "0", "7.5"), profile: "b" },
      ],
      rules: [{ ...row("2025-01-01", "0", "0", "0", rule), rule: "paused" }],
    }) as unknown as MrrAnswer;

  it("holds where the rules add up to the difference", () => {
    expect(reconciled(answer("-2.5000"), "closing")).toMatchObject([
      { first: eur("10.0"), second: eur("7.5"), holds: true },
    ]);
    expect(reconciled(answer("-2.4999"), "closing")[0]?.holds).toBe(false);
  });
});
