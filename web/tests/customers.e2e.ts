// Customers and accounts: lists searched and sorted by keys and clicks, one customer from every side, and decisions
// about identities up to the point where they would be made.
import { describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot, told } from "./browser";

const open = browser();
const customer = "/customers/main%3Ac001292";

interface One {
  entries: number;
  timeline: { text: string }[];
  numbers: { revenue: { amount: string; currency: string }; orders: number };
}

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", { timeout: 300_000 }, async () => {
    const { page, wrong, context } = await open("/customers?search=chiara&sort=orders&order=desc", look);
    await page.waitForSelector("main tbody tr", { timeout: 120_000 });
    await settled(page);
    await shot(page, "customers", look);
    await accessible(page);
    await page.goto(new URL(customer, page.url()).href);
    await page.waitForSelector("main li time", { timeout: 120_000 });
    await settled(page);
    await shot(page, "customer", look);
    await accessible(page);
    await page.goto(new URL("/identities", page.url()).href);
    await page.waitForSelector("main .pairs li", { timeout: 120_000 });
    await shot(page, "identities", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

it("searches and sorts, and leads to one customer", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open("/customers");
  await page.waitForSelector("main tbody tr", { timeout: 120_000 });
  await page.getByLabel("Search").first().fill("chiara");
  await page.waitForURL(/search=chiara/);
  await page.waitForFunction(
    () => [...document.querySelectorAll("main tbody th")].every((cell) => /chiara/i.test(cell.textContent ?? "")),
    undefined,
    { timeout: 120_000 },
  );
  await page.getByRole("button", { name: "Orders" }).press("Enter");
  await page.waitForURL(/sort=orders&order=desc/);
  await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"), undefined, { timeout: 120_000 });
  const place = (await page.locator("main thead th").allInnerTexts()).findIndex((one) => one.trim() === "Orders");
  const orders = (await page.locator(`main tbody tr > :nth-child(${place + 1})`).allInnerTexts()).map(Number);
  expect(orders.length).toBeGreaterThan(2);
  expect(orders).toEqual(orders.toSorted((a, b) => b - a));
  await page.locator("main tbody th a").first().click();
  await page.waitForURL(/\/customers\/main%3A/);
  await page.waitForSelector("main li time", { timeout: 120_000 });
  expect(wrong).toEqual([]);
  await context.close();
});

it("shows of a customer what the API tells, by type", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open(customer);
  await page.waitForSelector("main li time", { timeout: 120_000 });
  const ask = (query: string) => told<One>(`/api/customers/main:c001292?page_size=50${query}`);
  const all = await ask("");
  const amount = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const { revenue, orders } = all.numbers;
  const facts = await page.locator("main dl").first().innerText();
  expect(facts).toContain(`${amount.format(revenue.amount as unknown as number)} ${revenue.currency}`);
  expect(facts).toMatch(new RegExp(`Orders\\s+${orders}\\b`));
  await page.getByText(`${all.entries} entries`).waitFor();
  expect(await page.locator("main li time").count()).toBe(50);

  await page.getByLabel("Type").selectOption("orders");
  await page.waitForURL(/type=orders/);
  const some = await ask("&table=orders");
  await expect
    .poll(async () => page.locator("main li p:first-child").allInnerTexts(), { timeout: 120_000 })
    .toEqual(some.timeline.map((one) => one.text));
  expect(wrong).toEqual([]);
  await context.close();
});

it("says what forgetting would erase, and forgets nobody whose id was not typed", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open(customer);
  await page.waitForSelector("main li time", { timeout: 120_000 });
  await page.getByRole("button", { name: "Forget" }).click();
  await page.getByText("What it erases").waitFor({ timeout: 120_000 });
  await accessible(page);
  await shot(page, "forget");
  const button = page.getByRole("button", { name: "Forget for ever" });
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel(/Type main:c001292/).fill("main:c001292");
  expect(await button.isDisabled()).toBe(false);
  await page.keyboard.press("Escape");
  expect(wrong).toEqual([]);
  await context.close();
});
