import { describe, expect, it } from "vitest";
import type { MovementRow, MrrAnswer } from "$lib/api/analyses";
import { knownOf, moneyColumns, net, partsOf, reconciled, together, waterfallOf } from "./shown";

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

describe("parts", () => {
  const parts = [
    { ...rows[0], plan: "pro" },
    { ...rows[0], plan: null },
    { ...rows[1], plan: "pro" },
  ];

  it("have their periods each, also those without a value", () => {
    const cut = partsOf({ parts } as unknown as MrrAnswer, "plan");
    expect(cut.map((part) => [part.key, part.rows.length])).toEqual([
      ['["pro"]', 2],
      ["[null]", 1],
    ]);
  });

  it("by reason hold nothing", () => {
    const first = { key: "p", title: "", text: (one: MovementRow) => one.start };
    const keys = moneyColumns<MovementRow>(first, "en", { held: false }).map((column) => column.key);
    expect(keys).toEqual(["p", "new", "expansion", "reactivation", "contraction", "churn", "fx", "net"]);
  });
});

it("leaves out periods of which nothing is known", () => {
  const unknown = { ...rows[1], opening: null, closing: null };
  expect(knownOf({ movements: [rows[0], unknown] } as unknown as MrrAnswer)).toEqual([rows[0]]);
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
