// Lifetime value: what customers will bring under either model, how such predictions did, and cohorts against their cost.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Prediction, ValueAnswer, ValueCohort } from "../src/lib/api/analyses";
import type { Money } from "../src/lib/api/answers";
import * as format from "../src/lib/format";
import { answered, arrived, cents, isPng, list, looksRight, percent, saved, whole } from "./asked";
import { accessible, browser, settled, shot } from "./browser";
import { tableOf } from "./shown";

const open = browser();
const money = (given: Money | null | undefined) => (given ? `${cents(given.amount)} ${given.currency}` : "–");
const points = (value: number) => format.value(value, "points", "en");
const ratio = (value: number | null) => format.value(value, "ratio", "en");

const customers = (page: Page) => tableOf(page, "Customers, the most valuable first");
const cohorts = (page: Page) => tableOf(page, "Cohorts against what it cost to win them");

/** The row of a customer. */
const rowOf = (one: Prediction) => [
  one.customer_id,
  money(one.clv),
  money(one.low),
  money(one.high),
  percent(one.p_alive),
  points(one.expected),
  money(one.mean_spend),
  whole(one.x),
  points(one.t_x),
  points(one.T),
];

/** Holds everything that is shown of the customers against the answer. */
async function shows(page: Page, answer: ValueAnswer): Promise<void> {
  const main = page.getByRole("main");
  const { clv } = answer;
  await main.getByText(money(clv?.mean), { exact: true }).waitFor();
  await main.getByText(`95% interval ${money(clv?.low)} to ${money(clv?.high)}`, { exact: true }).waitFor();
  await main.getByText(money(clv?.total), { exact: true }).waitFor();
  await main.getByText(money(answer.spend?.mean), { exact: true }).first().waitFor();
  const counted = `Customers: ${whole(answer.customers ?? 0)} · ${whole(answer.repeats ?? 0)} repeat purchases`;
  await main.getByText(counted, { exact: true }).waitFor();
  expect(await customers(page)).toEqual((answer.predictions ?? []).slice(0, 50).map(rowOf));
}

it("shows what customers will bring as it was answered, all of them if wanted", async () => {
  const { page, wrong, answer } = await arrived<ValueAnswer>(open, "/value", "value");
  await shows(page, answer);
  const all = answer.predictions ?? [];
  expect(all.length).toBe(answer.customers);
  await page.getByText(`50 of ${whole(all.length)}`).waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  expect((await customers(page)).length).toBe(all.length);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const bars = await tableOf(page, "Chart of How value is spread");
  const counted = bars.reduce((sum, row) => sum + Number(row[1]?.replaceAll(",", "")), 0);
  expect(counted).toBe(all.filter((one) => one.clv !== null).length);
  await page.getByRole("columnheader", { name: "Still there" }).getByRole("button").press("Enter");
  const alive = (await customers(page)).map((row) => Number(row[4]?.replace("%", "")));
  expect(alive).toEqual(alive.toSorted((a, b) => b - a));
  expect(wrong).toEqual([]);
});

it("asks another model, for another time, and leads to a customer", async () => {
  const { page, wrong, answer } = await arrived<ValueAnswer>(open, "/value", "value");
  const pareto = await answered<ValueAnswer>(
    page,
    "value",
    () => list(page, "Model").selectOption("pareto_nbd"),
    "model=pareto_nbd",
  );
  await shows(page, pareto);
  const year = await answered<ValueAnswer>(
    page,
    "value",
    () => list(page, "Looking ahead").selectOption("12"),
    "periods=12",
  );
  await shows(page, year);
  expect(Number(year.clv?.total.amount)).toBeLessThan(Number(answer.clv?.total.amount));
  const again = await answered<ValueAnswer>(page, "value", () => page.reload());
  expect(again.clv).toEqual(year.clv);
  expect(await list(page, "Model").inputValue()).toBe("pareto_nbd");
  await page.getByRole("region", { name: "Customers, the most" }).getByRole("link").first().click();
  await page.waitForURL(/\/customers\/./);
  expect(wrong).toEqual([]);
});

it("judges the model by what came after", async () => {
  const { page, wrong } = await arrived<ValueAnswer>(open, "/value", "value");
  expect(await page.getByLabel("Judged by purchases through").isDisabled()).toBe(true);
  await answered(
    page,
    "value",
    () => page.getByLabel("Knows purchases through").fill("2024-12-31"),
    "until=2024-12-31",
  );
  const judged = await answered<ValueAnswer>(
    page,
    "value",
    () => page.getByLabel("Judged by purchases through").fill("2025-06-30"),
    "holdout=2025-06-30",
  );
  await shows(page, judged);
  const { holdout } = judged;
  if (!holdout) throw new Error("nothing was judged");
  await page.getByText(`Foretold ${points(holdout.expected)} · Bought ${whole(holdout.actual)}`).waitFor();
  await page.getByText(`${percent(holdout.ratio ?? 0)} of what was bought was foretold`).waitFor();
  await page.getByText(`mean error of a customer ${ratio(holdout.mean_absolute_error)}`).waitFor();
  await page.getByText(`correlation ${ratio(holdout.correlation)}`).waitFor();
  await accessible(page);
  await shot(page, "value-judged");
  await page.getByRole("button", { name: "Table", exact: true }).first().click();
  const last = holdout.by_repeats.length - 1;
  expect(await tableOf(page, "Chart of Foretold against bought")).toEqual(
    holdout.by_repeats.map((row, index) => [
      index === last ? `${row.x}+` : String(row.x),
      whole(row.customers),
      ratio(row.actual),
      ratio(row.expected),
    ]),
  );
  await page.reload();
  await settled(page);
  expect(await page.getByLabel("Judged by purchases through").inputValue()).toBe("2025-06-30");
  await page.getByText(`Foretold ${points(holdout.expected)}`).waitFor();
  expect(wrong).toEqual([]);
});

/** What of a cohort is known, and what is expected: margin where there is one. */
function rowOfCohort(cohort: ValueCohort): string[] {
  const known = cohort.points.findLast((one) => one.matured === cohort.size && (one.margin ?? one.revenue) !== null);
  const end = cohort.points.at(-1);
  const month = (number: number | null) => (number === null ? undefined : `Month ${number}`);
  return [
    whole(cohort.size),
    money(cohort.spend),
    money(cohort.cac),
    money(known?.margin ?? known?.revenue),
    money(end?.expected_margin ?? end?.expected_revenue),
    month(cohort.payback_month) ?? reasons[cohort.payback_reason ?? ""] ?? "–",
    month(cohort.expected_payback_month) ?? "–",
  ];
}

const reasons: Record<string, string> = {
  not_yet: "not yet",
  no_data: "no data",
  nothing_to_divide_by: "nothing to divide by",
};

it("holds cohorts against what it cost to win them", async () => {
  const { page, wrong } = await arrived<ValueAnswer>(open, "/value", "value");
  const told = await answered<ValueAnswer>(
    page,
    "value",
    () => page.getByRole("tab", { name: "Customers to come" }).press("ArrowRight"),
    "cohorts=true",
  );
  const all = told.cohorts ?? [];
  expect(all.length).toBe(12);
  expect((await cohorts(page)).map((row) => row.slice(1))).toEqual(all.map(rowOfCohort));
  const third = all[2];
  if (!third) throw new Error("there are too few cohorts");
  const region = page.getByRole("region", { name: "Cohorts against what it cost" });
  await region.getByRole("button", { name: format.period(third.start, third.end, "month", "en") }).press("Enter");
  await page.waitForURL(new RegExp(`part=${third.start}`));
  expect(await list(page, "Cohort").inputValue()).toBe(third.start);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  expect(await tableOf(page, "Chart of What a customer has brought by each month")).toEqual(
    third.points.map((one) => [
      String(one.month),
      whole(one.matured),
      money(one.margin ?? one.revenue),
      money(one.expected_margin ?? one.expected_revenue),
    ]),
  );
  const quarters = await answered<ValueAnswer>(
    page,
    "value",
    () => list(page, "Cohorts by").selectOption("quarter"),
    "grain=quarter",
  );
  expect((await cohorts(page)).map((row) => row.slice(1))).toEqual((quarters.cohorts ?? []).map(rowOfCohort));
  // The chart begins with a cohort that somebody is in.
  expect(await list(page, "Cohort").inputValue()).toBe(quarters.cohorts?.find((one) => one.size > 0)?.start);
  await answered(page, "value", () => list(page, "Range").selectOption("own"), "from=");
  await answered(page, "value", () => page.getByLabel("From", { exact: true }).fill("2025-01-01"), "from=2025-01-01");
  await answered(page, "value", () => page.getByLabel("Last day").fill("2025-06-30"), "to=2025-07-01");
  expect((await cohorts(page)).map((row) => row[0])).toEqual(["Q1 2025", "Q2 2025"]);
  await answered(page, "value", () => page.reload());
  expect(await page.getByRole("tab", { name: "Cohorts against cost" }).getAttribute("aria-selected")).toBe("true");
  expect((await cohorts(page)).map((row) => row[0])).toEqual(["Q1 2025", "Q2 2025"]);
  expect(wrong).toEqual([]);
});

it("narrows to a plan, counts accounts, and saves what it shows", async () => {
  const { page, wrong, answer } = await arrived<ValueAnswer>(open, "/value", "value");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Only customers who").fill("country = 'DE'");
  const german = await answered<ValueAnswer>(page, "value", () => page.keyboard.press("Enter"), "where=country");
  expect(german.customers).toBeLessThan(answer.customers ?? 0);
  await shows(page, german);
  const csv = page.getByRole("main").getByRole("button", { name: "CSV" });
  const full = await saved(page, csv.first());
  expect(full.name).toBe("value.csv");
  expect(full.text).toContain(german.predictions?.[0]?.clv?.amount);
  const shown = await saved(page, csv.last());
  expect(shown.name).toBe("value-customers.csv");
  expect(shown.text.trim().split("\r\n").length - 1).toBe(german.predictions?.length);
  const picture = await saved(page, page.getByRole("button", { name: "PNG" }));
  expect([picture.name, isPng(picture.bytes)]).toEqual(["value-spread.png", true]);
  await answered(page, "value", () => list(page, "Count").selectOption("account"), "subject=account");
  await page.getByRole("columnheader", { name: "Account" }).waitFor();
  const link = page.getByRole("region", { name: "Customers, the most" }).getByRole("link").first();
  expect(await link.getAttribute("href")).toMatch(/^\/accounts\//);
  expect(wrong).toEqual([]);
});

it("says what to do about a question that cannot be answered", async () => {
  const { page } = await open("/value?where=nosuch%20%3D%201");
  await page.getByRole("alert").getByText("nosuch").first().waitFor();
  await accessible(page);
  await shot(page, "value-refused");
  const where = page.getByLabel("Only customers who");
  await where.fill("country = 'nowhere'");
  await where.press("Enter");
  await page.getByText("Nobody is left to tell of").waitFor();
  await answered(page, "value", () => page.getByRole("button", { name: "Ask of everybody" }).click());
  await page.getByText("Expected value per customer").waitFor();
});

looksRight(open, "/value", "value");
looksRight(open, "/value?view=cohorts", "value-cohorts");
