// Recurring revenue: what moved it, by whom, under whose rules, and why two sets of rules differ.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { MovementRow, Movements, MrrAnswer } from "../src/lib/api/analyses";
import { negative, sum } from "../src/lib/sum";
import { answered, arrived, cents, isPng, list, looksRight, saved } from "./asked";
import { accessible, browser, shot } from "./browser";
import { tableOf } from "./shown";

const open = browser();
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = (start: string) => `${months[Number(start.slice(5, 7)) - 1]} ${start.slice(0, 4)}`;

/** The periods of an answer of which something is known. */
const rowsOf = (answer: MrrAnswer) =>
  (answer.movements ?? []).filter((row): row is MovementRow & { complete: boolean } => row.opening !== null);

/** What moved, as it moves: contraction and churn take away. */
const moved = (row: Movements) => [
  row.new.amount,
  row.expansion.amount,
  row.reactivation.amount,
  negative(row.contraction.amount),
  negative(row.churn.amount),
  row.fx.amount,
];

/** An amount with its sign before it. */
const signed = (amount: string) => (/^-|^[0.]*$/.test(amount) ? cents(amount) : `+${cents(amount)}`);

/** The cells of a period after its name. */
const cells = (row: Movements) => [
  cents(row.opening.amount),
  ...moved(row).map(signed),
  signed(sum(moved(row))),
  cents(row.closing.amount),
];

/** All periods as one. */
function together(rows: readonly MovementRow[]): Movements {
  const of = (key: keyof Movements) => ({ amount: sum(rows.map((row) => row[key].amount)), currency: "EUR" });
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) throw new Error("there are no periods");
  return {
    opening: first.opening,
    new: of("new"),
    expansion: of("expansion"),
    reactivation: of("reactivation"),
    contraction: of("contraction"),
    churn: of("churn"),
    fx: of("fx"),
    closing: last.closing,
  };
}

/** The table behind the waterfall. */
async function waterfall(page: Page): Promise<string[][]> {
  await page.getByRole("button", { name: "Table", exact: true }).first().click();
  const shown = await tableOf(page, "Chart of From opening to closing");
  await page.getByRole("button", { name: "Chart", exact: true }).first().click();
  return shown;
}

function stepsOf(row: Movements): string[][] {
  const [fresh, expansion, reactivation, contraction, churn, fx] = moved(row).map((amount) => `${signed(amount)} EUR`);
  return [
    ["Opening", `${cents(row.opening.amount)} EUR`],
    ["New", fresh ?? ""],
    ["Expansion", expansion ?? ""],
    ["Reactivation", reactivation ?? ""],
    ["Contraction", contraction ?? ""],
    ["Churn", churn ?? ""],
    ...(/^[-0.]*$/.test(row.fx.amount) ? [] : [["FX", fx ?? ""]]),
    ["Closing", `${cents(row.closing.amount)} EUR`],
  ];
}

it("shows every movement as it was answered, and a waterfall that adds up", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const rows = rowsOf(answer);
  expect(rows.length).toBe(12);
  expect(await tableOf(page, "Movements")).toEqual(rows.map((row) => [month(row.start), ...cells(row)]));
  const all = together(rows);
  expect(await waterfall(page)).toEqual(stepsOf(all));
  expect(sum([all.opening.amount, ...moved(all), negative(all.closing.amount)])).toMatch(/^0\.?0*$/);
  expect(wrong).toEqual([]);
});

it("tells who moved in a month, picked in the table", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const last = rowsOf(answer).at(-1);
  if (!last) throw new Error("there are no periods");
  const told = await answered<MrrAnswer>(
    page,
    "mrr",
    () => page.getByRole("button", { name: month(last.start) }).press("Enter"),
    "customers=true",
  );
  const dialog = page.getByRole("dialog", { name: `Customers in ${month(last.start)}` });
  const everybody = told.customers ?? [];
  const movers = everybody.filter((row) => moved(row).some((amount) => !/^-?[0.]*$/.test(amount)));
  await dialog.getByText(`${movers.length} customers · EUR`).waitFor();
  expect(sum(everybody.map((row) => row.churn.amount))).toBe(last.churn.amount);
  const first = movers[0];
  if (!first) throw new Error("nobody moved");
  const shown = await tableOf(page, `Customers in ${month(last.start)}`);
  expect(shown[0]).toEqual([
    first.customer_id,
    cents(first.opening.amount),
    ...moved(first).map(signed),
    cents(first.closing.amount),
  ]);
  await accessible(page);
  await shot(page, "mrr-who");
  await dialog.getByRole("tab", { name: "Who moved" }).press("ArrowRight");
  await dialog.getByText(`${everybody.length.toLocaleString("en")} customers · EUR`).waitFor();
  const csv = await saved(page, dialog.getByRole("button", { name: "CSV" }));
  expect(csv.name).toBe("mrr-customers.csv");
  expect(csv.text).toContain(first.closing.amount);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(wrong).toEqual([]);
});

it("tells who moved in a month, picked in the chart", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr?from=2025-01-01&to=2025-02-01", "mrr");
  expect(rowsOf(answer).length).toBe(1);
  const chart = page.getByRole("img", { name: "Chart of Period by period" });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  const dialog = page.getByRole("dialog", { name: "Customers in Jan 2025" });
  // The bar stands in the middle, from somewhere under the legend on.
  for (let y = 60; y < 280 && !(await dialog.isVisible()); y += 8) {
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2 + 20, (box?.y ?? 0) + y);
  }
  await dialog.getByText(/customers · EUR/).waitFor();
  expect(wrong).toEqual([]);
});

it("cuts by plan into parts that add up, and keeps to one of them", async () => {
  const { page, wrong } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const cut = await answered<MrrAnswer>(page, "mrr", () => list(page, "Segment by").selectOption("plan"), "by=plan");
  const parts = (cut.parts ?? []) as unknown as (MovementRow & { plan: string | null })[];
  const of = (plan: string | null) => parts.filter((row) => row.plan === plan);
  const plans = [...new Set(parts.map((row) => row.plan))];
  expect(plans.length).toBeGreaterThan(2);
  expect(await tableOf(page, "By segment")).toEqual(
    plans.map((plan) => [plan ?? "without one", ...cells(together(of(plan)))]),
  );
  const churn = (rows: readonly MovementRow[]) => sum(rows.map((row) => row.churn.amount));
  expect(churn(parts)).toBe(churn(rowsOf(cut)));
  await page.getByRole("region", { name: "By segment" }).getByRole("button", { name: "studio" }).click();
  await page.waitForURL(/part=/);
  expect(await waterfall(page)).toEqual(stepsOf(together(of("studio"))));
  const studio = of("studio").map((row) => [month(row.start), ...cells(row)]);
  expect(await tableOf(page, "Movements")).toEqual(studio);
  await shot(page, "mrr-plan");
  await answered(page, "mrr", () => page.reload());
  expect(await list(page, "Segment").inputValue()).toBe('["studio"]');
  expect(await tableOf(page, "Movements")).toEqual(studio);
  const last = of("studio").at(-1);
  const told = await answered<MrrAnswer>(
    page,
    "mrr",
    () => page.getByRole("button", { name: month(last?.start ?? "") }).click(),
    "customers=true",
  );
  await page.getByRole("dialog", { name: `${month(last?.start ?? "")}, studio` }).waitFor();
  expect(sum((told.customers ?? []).map((row) => row.closing.amount))).toBe(last?.closing.amount);
  expect(wrong).toEqual([]);
});

it("cuts by the reason of a change, which holds no revenue itself", async () => {
  const { page, wrong } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const cut = await answered<MrrAnswer>(
    page,
    "mrr",
    () => list(page, "Segment by").selectOption("reason"),
    "by=reason",
  );
  const parts = (cut.parts ?? []) as unknown as (MovementRow & { reason: string | null })[];
  const reasons = [...new Set(parts.map((row) => row.reason))];
  expect(await tableOf(page, "By segment")).toEqual(
    reasons.map((reason) => {
      const all = together(parts.filter((row) => row.reason === reason));
      return [reason ?? "without one", ...moved(all).map(signed), signed(sum(moved(all)))];
    }),
  );
  expect(await list(page, "Segment").count()).toBe(0);
  await shot(page, "mrr-reason");
  expect(wrong).toEqual([]);
});

it("goes by quarters, another range, other rules and one country, all in the address", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const quarters = await answered<MrrAnswer>(
    page,
    "mrr",
    () => list(page, "Period").selectOption("quarter"),
    "grain=quarter",
  );
  const shown = await tableOf(page, "Movements");
  expect(shown.at(-1)?.[0]).toMatch(/^Q\d \d{4}$/);
  expect(shown.map((row) => row.slice(1))).toEqual(rowsOf(quarters).map(cells));
  await list(page, "Range").selectOption("own");
  await page.getByLabel("From", { exact: true }).fill("2025-01-01");
  await answered(page, "mrr", () => page.getByLabel("Last day").fill("2025-06-30"), "to=2025-07-01");
  await answered(page, "mrr", () => list(page, "Period").selectOption("month"));
  const stripe = await answered<MrrAnswer>(
    page,
    "mrr",
    () => list(page, "Rules").selectOption("stripe"),
    "profile=stripe",
  );
  expect(stripe.profile).toBe("stripe");
  expect(stripe.profile).not.toBe(answer.profile);
  expect(await tableOf(page, "Movements")).toEqual(rowsOf(stripe).map((row) => [month(row.start), ...cells(row)]));
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Only customers who").fill("country = 'DE'");
  const german = await answered<MrrAnswer>(page, "mrr", () => page.keyboard.press("Enter"), "where=country");
  expect(Number(german.movements?.[0]?.opening?.amount)).toBeLessThan(Number(stripe.movements?.[0]?.opening?.amount));
  const address = page.url();
  const again = await answered<MrrAnswer>(page, "mrr", () => page.reload());
  expect(page.url()).toBe(address);
  expect(again.movements).toEqual(german.movements);
  expect(await page.getByLabel("Only customers who").inputValue()).toBe("country = 'DE'");
  expect(wrong).toEqual([]);
});

it("explains rule by rule why two profiles differ", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const both = await answered<MrrAnswer>(
    page,
    "mrr",
    () => list(page, "Reconcile with").selectOption("stripe"),
    "reconcile=",
  );
  await page.getByRole("heading", { name: `${answer.profile} to stripe, rule by rule` }).waitFor();
  const table = () => tableOf(page, "What each rule does");
  const check = async (measure: keyof Movements) => {
    const rules = [...new Set((both.rules ?? []).map((row) => row.rule))];
    const [own, other] = [answer.profile, "stripe"].map((profile) =>
      (both.totals ?? []).filter((row) => row.profile === profile),
    );
    expect(own?.length).toBe(12);
    expect((await table()).map((row) => row.slice(1))).toEqual(
      own?.map((total, index) => {
        const of = (rule: string) => both.rules?.find((row) => row.rule === rule && row.start === total.start);
        const second = other?.[index]?.[measure].amount ?? "";
        const effects = rules.map((rule) => of(rule)?.[measure].amount);
        const all = sum([total[measure].amount, ...effects.flatMap((one) => one ?? [])]);
        expect(sum([all, negative(second)])).toMatch(/^0\.?0*$/);
        return [
          cents(total[measure].amount),
          ...effects.map((one) => (one === undefined ? "–" : signed(one))),
          cents(second),
          "adds up",
        ];
      }),
    );
  };
  await check("closing");
  await shot(page, "mrr-reconciled");
  await accessible(page);
  await list(page, "Of").selectOption("churn");
  await page.waitForURL(/measure=churn/);
  await check("churn");
  const csv = await saved(
    page,
    page.locator("section").filter({ hasText: "What each rule does" }).getByRole("button", { name: "CSV" }),
  );
  expect(csv.name).toBe("mrr-rules.csv");
  await answered(page, "mrr", () => page.reload(), "reconcile=");
  expect(await list(page, "Of").inputValue()).toBe("churn");
  await check("churn");
  expect(await list(page, "Reconcile with").locator(`option[value=${answer.profile}]`).isDisabled()).toBe(true);
  await list(page, "Reconcile with").selectOption("");
  await page.getByRole("heading", { name: /rule by rule/ }).waitFor({ state: "detached" });
  expect(wrong).toEqual([]);
});

it("saves what it shows", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr", "mrr");
  const csv = page.getByRole("main").getByRole("button", { name: "CSV" });
  const full = await saved(page, csv.first());
  expect(full.name).toBe("mrr.csv");
  for (const row of rowsOf(answer)) expect(full.text).toContain(row.churn.amount);
  const shown = await saved(page, csv.last());
  expect(shown.name).toBe("mrr-table.csv");
  expect(shown.text).toContain(rowsOf(answer)[0]?.closing.amount);
  const png = page.getByRole("button", { name: "PNG" });
  for (const [button, name] of [
    [png.first(), "mrr-waterfall.png"],
    [png.last(), "mrr-movements.png"],
  ] as const) {
    const picture = await saved(page, button);
    expect([picture.name, isPng(picture.bytes)]).toEqual([name, true]);
  }
  expect(wrong).toEqual([]);
});

it("marks the month under way, and shows nothing of those to come", async () => {
  const { page, wrong, answer } = await arrived<MrrAnswer>(open, "/mrr?from=2025-06-01&to=2027-01-01", "mrr");
  const rows = rowsOf(answer);
  expect(rows.length).toBeLessThan(answer.movements?.length ?? 0);
  const shown = await tableOf(page, "Movements");
  expect(shown.length).toBe(rows.length);
  expect(shown.filter((row) => row[0]?.endsWith("Unfinished")).length).toBe(rows.filter((row) => !row.complete).length);
  await shot(page, "mrr-unfinished");
  expect(wrong).toEqual([]);
});

it("says what to do about a question that cannot be answered", async () => {
  const { page } = await open("/mrr?grain=day&profile=snapshot&from=2025-01-01&to=2025-01-11");
  await page.getByRole("alert").getByText("ask by month, quarter or year").waitFor();
  await accessible(page);
  await shot(page, "mrr-refused");
  await answered(page, "mrr", () => list(page, "Rules").selectOption(""));
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Only customers who").fill("nosuch = 1");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("nosuch").first().waitFor();
});

looksRight(open, "/mrr?by=plan&compare=stripe", "mrr");
