// Funnel: its steps picked and moved, counted in every way, cut by plan, and the customers behind each step.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { FunnelAnswer, FunnelStep } from "../src/lib/api/analyses";
import * as format from "../src/lib/format";
import { answered, arrived, isPng, list, looksRight, percent, saved, whole } from "./asked";
import { accessible, browser, settled, shot } from "./browser";
import { tableOf } from "./shown";

const open = browser();
const names: Record<string, string> = {
  signup: "Sign-up",
  trial_started: "Trial started",
  onboarding_completed: "Onboarding completed",
  subscription_started: "Subscription started",
  orders: "Orders",
};
const share = (value: number | null) => (value === null ? "–" : percent(value));
const time = (seconds: number | null) => (seconds === null ? "–" : format.duration(seconds * 1_000, "en"));

/** The rows of the table as the answer wants them, within one part. */
function rowsOf(steps: readonly FunnelStep[], part: readonly string[] = []): string[][] {
  return steps.map((step, index) => {
    const before = steps[index - 1];
    const name = `${index + 1}. ${names[step.step]}`;
    return [
      step.biggest_drop ? `${name} biggest drop` : name,
      ...part,
      whole(step.customers),
      share(step.share_of_first),
      share(step.low),
      share(step.high),
      share(step.share_of_previous),
      before ? whole(before.customers - step.customers) : "–",
      whole(step.stopped),
      time(step.median_seconds),
      time(step.p90_seconds),
    ];
  });
}

const table = (page: Page) => tableOf(page, "Through the steps");
const stepsIn = (page: Page) => new URL(page.url()).searchParams.getAll("steps");
const picked = (page: Page, number: number) => list(page, `Step ${number}`);

it("shows every step as it was answered", async () => {
  const { page, wrong, answer } = await arrived<FunnelAnswer>(open, "/funnel", "funnel");
  expect(answer.steps.length).toBe(4);
  expect(await table(page)).toEqual(rowsOf(answer.steps));
  const [first, last] = [answer.steps[0], answer.steps.at(-1)];
  await page.getByText(`${whole(last?.customers ?? 0)} of ${whole(first?.customers ?? 0)} got through`).waitFor();
  const exact = (value: number | null | undefined) => format.share(value ?? 0, "en", 2);
  await page.getByText(`95% interval ${exact(last?.low)} to ${exact(last?.high)}`).waitFor();
  expect(wrong).toEqual([]);
});

it("adds, moves and removes steps by clicks and keys, and keeps them in the address", async () => {
  const { page, wrong } = await arrived<FunnelAnswer>(open, "/funnel", "funnel");
  await answered(page, "funnel", () => list(page, "Add a step").selectOption("orders"), "steps=orders");
  expect(stepsIn(page).at(-1)).toBe("orders");
  const moved = await answered<FunnelAnswer>(page, "funnel", () =>
    page.getByRole("button", { name: "Move Orders up" }).press("Enter"),
  );
  expect(moved.steps.map((step) => step.step).slice(-2)).toEqual(["orders", "subscription_started"]);
  await answered(page, "funnel", () => page.getByRole("button", { name: "Remove Trial started" }).click());
  const changed = await answered<FunnelAnswer>(page, "funnel", () => picked(page, 2).selectOption("trial_started"));
  expect(changed.steps.map((step) => step.step)).toEqual(["signup", "trial_started", "orders", "subscription_started"]);
  expect(await table(page)).toEqual(rowsOf(changed.steps));
  const again = await answered<FunnelAnswer>(page, "funnel", () => page.reload());
  expect(again.steps).toEqual(changed.steps);
  expect(stepsIn(page)).toEqual(changed.steps.map((step) => step.step));
  for (const name of ["Subscription started", "Orders", "Trial started"]) {
    await page.getByRole("button", { name: `Remove ${name}` }).click();
  }
  await page.getByText("A funnel has at least two steps").waitFor();
  expect(wrong).toEqual([]);
});

it("gives more time, takes any order, and counts attempts", async () => {
  const { page, wrong, answer } = await arrived<FunnelAnswer>(open, "/funnel", "funnel");
  const longer = await answered<FunnelAnswer>(page, "funnel", () => list(page, "Within").selectOption("30d"), "30d");
  expect(longer.window).toBe(30 * 86_400);
  expect(longer.immature).toBeGreaterThan(answer.immature);
  await page.getByText(`${whole(longer.immature)} began too recently`).waitFor();
  const any = await answered<FunnelAnswer>(page, "funnel", () => list(page, "Order").selectOption("any"), "order=any");
  expect(await table(page)).toEqual(rowsOf(any.steps));
  await answered(page, "funnel", () => list(page, "Order").selectOption("ordered"));
  await page.getByRole("button", { name: "More options" }).press("Enter");
  await answered(page, "funnel", () => list(page, "Of a customer’s attempts").selectOption("first"), "match=first");
  const counted = await answered<FunnelAnswer>(
    page,
    "funnel",
    () => list(page, "Recent attempts").selectOption({ label: "Counted" }),
    "include_immature=true",
  );
  await page.getByText(`${whole(counted.immature)} began too recently`).waitFor({ state: "detached" });
  const ended = await answered<FunnelAnswer>(
    page,
    "funnel",
    () => list(page, "Ended by").selectOption("subscription_canceled"),
    "exclude=subscription_canceled",
  );
  expect(await table(page)).toEqual(rowsOf(ended.steps));
  const attempts = await answered<FunnelAnswer>(
    page,
    "funnel",
    () => list(page, "Counted").selectOption("attempts"),
    "count=attempts",
  );
  expect(await list(page, "Of a customer’s attempts").isDisabled()).toBe(true);
  await page.getByRole("columnheader", { name: "Attempts" }).waitFor();
  expect(await table(page)).toEqual(rowsOf(attempts.steps));
  const address = page.url();
  await page.reload();
  await page.getByRole("columnheader", { name: "Attempts" }).waitFor();
  expect(page.url()).toBe(address);
  expect(await list(page, "Counted").inputValue()).toBe("attempts");
  expect(wrong).toEqual([]);
});

it("compares plans, and tells who stands behind a step of one", async () => {
  const { page, wrong } = await arrived<FunnelAnswer>(open, "/funnel?window=30d", "funnel");
  const cut = await answered<FunnelAnswer>(
    page,
    "funnel",
    () => list(page, "Segment by").selectOption("plan"),
    "by=plan",
  );
  const plans = [...new Set(cut.steps.map((step) => step.by?.plan ?? null))];
  expect(plans.length).toBeGreaterThan(2);
  const of = (plan: string | null) => cut.steps.filter((step) => (step.by?.plan ?? null) === plan);
  expect(await table(page)).toEqual(plans.flatMap((plan) => rowsOf(of(plan), [plan ?? "without one"])));
  await shot(page, "funnel-plans");
  const second = of("garden")[1];
  const row = page.getByRole("row").filter({ hasText: "2. Trial started" }).filter({ hasText: "garden" });
  await answered(page, "funnel", () => row.getByRole("button").press("Enter"), "customers=true");
  const dialog = page.getByRole("dialog", { name: "Customers at Trial started (garden)" });
  await dialog.getByText(`${whole(second?.customers ?? 0)} Customers`, { exact: true }).waitFor();
  await accessible(page);
  await shot(page, "funnel-who");
  await dialog.getByRole("tab", { name: "Got to Trial started" }).press("ArrowRight");
  await dialog.getByText(`${whole(second?.stopped ?? 0)} Customers`, { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(wrong).toEqual([]);
});

it("tells of each attempt who made it, picked in the chart, and leads to the customer", async () => {
  const { page, wrong, answer } = await arrived<FunnelAnswer>(open, "/funnel?count=attempts&window=30d", "funnel");
  const bars = page.getByRole("img", { name: "Chart of Through the steps" });
  const box = await bars.boundingBox();
  // The first bar reaches over the whole width.
  const at = { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 8 };
  await answered(page, "funnel", () => bars.click({ position: at }), "customers=true");
  const dialog = page.getByRole("dialog", { name: "Customers at Sign-up" });
  await dialog.getByText(`${whole(answer.steps[0]?.customers ?? 0)} Attempts`, { exact: true }).waitFor();
  const { text, name } = await saved(page, dialog.getByRole("button", { name: "CSV" }));
  expect(name).toBe("funnel-customers.csv");
  expect(text.trim().split("\r\n").length - 1).toBe(answer.steps[0]?.customers);
  const link = dialog.locator("tbody").getByRole("link").first();
  const id = await link.innerText();
  await link.click();
  await page.waitForURL(new RegExp(`/customers/${encodeURIComponent(id)}$`));
  expect(wrong).toEqual([]);
});

it("narrows to a plan and to a year, and counts accounts", async () => {
  const { page, wrong } = await arrived<FunnelAnswer>(open, "/funnel", "funnel");
  await page.getByRole("button", { name: "More options" }).click();
  const where = page.getByLabel("Only customers who");
  await where.fill("plan = 'studio'");
  const studio = await answered<FunnelAnswer>(page, "funnel", () => where.press("Enter"), "where=plan");
  expect(await table(page)).toEqual(rowsOf(studio.steps));
  await answered(page, "funnel", () => list(page, "Count").selectOption("account"), "subject=account");
  await list(page, "Range").selectOption("own");
  await page.getByLabel("From", { exact: true }).fill("2025-01-01");
  await page.getByLabel("Last day").fill("2025-06-30");
  await page.waitForURL(/from=2025-01-01&to=2025-07-01/);
  await settled(page);
  await page.getByText("1 Jan 2025 to 30 Jun 2025").waitFor();
  expect(wrong).toEqual([]);
});

it("saves what it shows, and copies its link", async () => {
  const { page, wrong, answer } = await arrived<FunnelAnswer>(open, "/funnel?window=14d", "funnel");
  const own = page.getByRole("main").getByRole("button", { name: "CSV" });
  const told = await saved(page, own.first());
  expect(told.name).toBe("funnel.csv");
  for (const step of answer.steps) expect(told.text).toContain(String(step.share_of_first));
  const shown = await saved(page, own.last());
  expect(shown.name).toBe("funnel-steps.csv");
  expect(shown.text.trim().split("\r\n").length).toBe(1 + answer.steps.length);
  const picture = await saved(page, page.getByRole("button", { name: "PNG" }));
  expect(picture.name).toBe("funnel.png");
  expect(isPng(picture.bytes)).toBe(true);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("The link is copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  expect(wrong).toEqual([]);
});

it("says what to do about a question that cannot be answered", async () => {
  const { page } = await open("/funnel?steps=signup&steps=orders&window=soon");
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toMatch(/soon[^]*7d/);
  await accessible(page);
  await shot(page, "funnel-refused");
  await answered(page, "funnel", () => list(page, "Within").selectOption("7d"));
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Only customers who").fill("nosuch = 1");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("nosuch").first().waitFor();
  await page.getByLabel("Only customers who").fill("plan = 'nobody'");
  await page.keyboard.press("Enter");
  await page.getByText("Nobody is left to tell of").waitFor();
  await shot(page, "funnel-nobody");
});

looksRight(open, "/funnel", "funnel");
