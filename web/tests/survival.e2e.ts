// Survival: curves with their table, parts told apart by a test, what explains lifetimes, and what begins and ends them.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { SurvivalAnswer, SurvivalCurve } from "../src/lib/api/analyses";
import * as format from "../src/lib/format";
import { answered, arrived, isPng, list, looksRight, percent, saved, whole } from "./asked";
import { accessible, browser, settled, shot } from "./browser";
import { tableOf } from "./shown";

const open = browser();
const share = (value: number | null) => (value === null ? "–" : percent(value));
const ratio = (value: number) => format.value(value, "ratio", "en");
const probability = (p: number) =>
  p < 0.0001 ? "< 0.0001" : new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(p);
const partOf = (curve: SurvivalCurve) => (curve.by ? Object.values(curve.by).map((one) => one ?? "without one") : []);

/** The rows of the table behind the curves, as far as something was observed. */
const pointsOf = (answer: SurvivalAnswer) =>
  answer.curves.flatMap((curve) =>
    curve.points.map((point) => [
      ...partOf(curve),
      whole(point.t),
      share(point.survival),
      share(point.low),
      share(point.high),
      whole(point.at_risk),
      whole(point.ended),
      share(point.hazard),
      ...modelAt(curve, point.t),
    ]),
  );

/** What a model foretells for a time, where one was asked. */
function modelAt(curve: SurvivalCurve, t: number): string[] {
  const model = curve.projection?.points;
  return model ? [share(model.find((point) => point.t === t)?.survival ?? null)] : [];
}

/** The rows of the table that sums the curves up. */
function summaryOf(answer: SurvivalAnswer): string[][] {
  const length = (value: number | null | undefined, otherwise: string) =>
    value === null || value === undefined ? otherwise : `${format.value(value, "points", "en")} ${answer.unit}s`;
  return answer.curves.map((curve) => [
    partOf(curve)[0] ?? "All",
    whole(curve.n),
    whole(curve.events),
    ...[curve.median, curve.median_low, curve.median_high].map((one) => length(one, "not reached")),
    ...(["value", "low", "high"] as const).map((key) => length(curve.restricted_mean?.[key], "–")),
  ]);
}

const summary = (page: Page) => tableOf(page, "Half-lives and means");

/** The table behind the curves. */
async function points(page: Page): Promise<string[][]> {
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const shown = await tableOf(page, "Chart of Still there");
  await page.getByRole("button", { name: "Chart", exact: true }).click();
  return shown;
}

it("shows every point as it was answered, with half-life and mean", async () => {
  const { page, wrong, answer } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  expect(answer.curves[0]?.points.length).toBeGreaterThan(12);
  expect(await points(page)).toEqual(pointsOf(answer));
  expect(await summary(page)).toEqual(summaryOf(answer));
  await page.getByText("Segment by an attribute to see whether lifetimes differ.").waitFor();
  expect(wrong).toEqual([]);
});

it("cuts by plan, and says whether plans differ", async () => {
  const { page, wrong } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  const cut = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Segment by").selectOption("plan"),
    "by=plan",
  );
  expect(cut.curves.length).toBeGreaterThan(2);
  expect(await points(page)).toEqual(pointsOf(cut));
  expect(await summary(page)).toEqual(summaryOf(cut));
  const test = cut.log_rank;
  if (!test || test.chi2 === null || test.p === null) throw new Error("the plans cannot be compared");
  const p = probability(test.p);
  await page.getByText(`Log-rank test: χ² ${ratio(test.chi2)}, ${test.df} degrees of freedom, p ${p}`).waitFor();
  await page.getByText(test.p < 0.05 ? `Yes: were they alike` : `It cannot be told from this data`).waitFor();
  await shot(page, "survival-plans");
  await page.reload();
  await settled(page);
  expect(await list(page, "Segment by").inputValue()).toBe("plan");
  expect(await summary(page)).toEqual(summaryOf(cut));
  expect(wrong).toEqual([]);
});

it("explains lifetimes, foretells them, and makes the interval another way", async () => {
  const { page, wrong } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  await page.getByRole("button", { name: "More options" }).press("Enter");
  const plain = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Interval").selectOption("greenwood"),
    "interval=greenwood",
  );
  expect(await points(page)).toEqual(pointsOf(plain));
  const foretold = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Foretell").selectOption("36"),
    "project=36",
  );
  const table = await points(page);
  const seen = pointsOf(foretold);
  expect(table.slice(0, seen.length)).toEqual(seen);
  const last = foretold.curves[0]?.projection?.points?.at(-1);
  expect(table.at(-1)).toEqual([whole(last?.t ?? 0), "–", "–", "–", "–", "–", "–", share(last?.survival ?? null)]);
  const { cox } = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Explain by").selectOption("plan"),
    "covariates=plan",
  );
  expect(await tableOf(page, "What shortens lifetimes")).toEqual(
    (cox?.coefficients ?? []).map((one) => [
      "Plan",
      one.value ?? "–",
      one.reference ?? "–",
      ratio(one.hazard_ratio),
      ratio(one.low),
      ratio(one.high),
      probability(one.p),
    ]),
  );
  await page
    .getByText(`over ${whole(cox?.n ?? 0)} lifetimes; concordance ${ratio(Number(cox?.concordance))}`)
    .waitFor();
  await accessible(page);
  await shot(page, "survival-explained");
  const again = await answered<SurvivalAnswer>(page, "survival", () => page.reload());
  expect(again.cox).toEqual(cox);
  expect(await list(page, "Foretell").inputValue()).toBe("36");
  expect(wrong).toEqual([]);
});

it("follows every start, and counts the first leaving, in weeks", async () => {
  const { page, wrong, answer } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  await page.getByRole("button", { name: "More options" }).click();
  const every = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Which start").selectOption("true"),
    "start=active",
  );
  expect(every.curves[0]?.n).toBeGreaterThan(answer.curves[0]?.n ?? 0);
  expect(await summary(page)).toEqual(summaryOf(every));
  await answered(page, "survival", () => list(page, "Which start").selectOption(""), "first:active");
  const first = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Which leaving").selectOption("first"),
    "leaving=first",
  );
  expect(first.curves[0]?.events).toBeGreaterThanOrEqual(answer.curves[0]?.events ?? 0);
  const weeks = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Counted in").selectOption("week"),
    "unit=week",
  );
  expect(await summary(page)).toEqual(summaryOf(weeks));
  expect(await points(page)).toEqual(pointsOf(weeks));
  expect(wrong).toEqual([]);
});

it("takes from a sign-up to an order, of one plan and one year", async () => {
  const { page, wrong } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  // What happens at a moment does not end by itself: an end is chosen with it.
  const begun = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => list(page, "Begins with").selectOption("signup"),
    "start=first:signup",
  );
  expect(await list(page, "Ends with").inputValue()).toBe("orders");
  expect(await summary(page)).toEqual(summaryOf(begun));
  await answered(
    page,
    "survival",
    () => list(page, "Ends with").selectOption("subscription_started"),
    "end=subscription_started",
  );
  await page.getByRole("button", { name: "More options" }).click();
  expect(await list(page, "Which start").isDisabled()).toBe(true);
  await page.getByLabel("Only customers who").fill("plan = 'studio'");
  await answered(page, "survival", () => page.keyboard.press("Enter"), "where=plan");
  await answered(page, "survival", () => list(page, "Range").selectOption("own"), "from=");
  await page.getByLabel("From", { exact: true }).fill("2024-01-01");
  await page.waitForURL(/from=2024-01-01/);
  const told = await answered<SurvivalAnswer>(
    page,
    "survival",
    () => page.getByLabel("Last day").fill("2024-12-31"),
    "to=2025-01-01",
  );
  expect(await summary(page)).toEqual(summaryOf(told));
  expect(told.curves[0]?.n).toBeLessThan(begun.curves[0]?.n ?? 0);
  const address = page.url();
  const again = await answered<SurvivalAnswer>(page, "survival", () => page.reload());
  expect(page.url()).toBe(address);
  expect(again.curves).toEqual(told.curves);
  expect(wrong).toEqual([]);
});

it("saves what it shows", async () => {
  const { page, wrong, answer } = await arrived<SurvivalAnswer>(open, "/survival", "survival");
  const csv = page.getByRole("main").getByRole("button", { name: "CSV" });
  const full = await saved(page, csv.first());
  expect(full.name).toBe("survival.csv");
  expect(full.text).toContain(String(answer.curves[0]?.points[1]?.survival));
  const medians = await saved(page, csv.last());
  expect(medians.name).toBe("survival-medians.csv");
  expect(medians.text).toContain(String(answer.curves[0]?.restricted_mean?.value));
  const picture = await saved(page, page.getByRole("button", { name: "PNG" }));
  expect([picture.name, isPng(picture.bytes)]).toEqual(["survival.png", true]);
  expect(wrong).toEqual([]);
});

it("says what to do about a question that cannot be answered", async () => {
  const { page } = await open("/survival?explain=nosuch");
  await page.getByRole("alert").getByText("nosuch").first().waitFor();
  await accessible(page);
  await shot(page, "survival-refused");
  await answered(page, "survival", () => list(page, "Explain by").selectOption(""));
  await page.getByRole("region", { name: "Half-lives and means" }).waitFor();
});

looksRight(open, "/survival?by=plan", "survival");
