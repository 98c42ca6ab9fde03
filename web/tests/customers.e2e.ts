// Customers and accounts: lists searched and sorted by keys and clicks, one customer from every side, and decisions
// about identities up to the point where they would be made.
import { afterAll, describe, expect, it } from "vitest";
import { cents, whole } from "./asked";
import { accessible, browser, looks, settled, shot, told } from "./browser";
import { tableOf } from "./shown";
import { binary, workspace, type Workspace } from "./workspace";

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

interface Listed {
  id: string;
  name: string | null;
  orders: number;
  revenue: { amount: string; currency: string } | null;
}

it("lists whom the API lists, with their numbers, and more of them", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open("/");
  await page.getByRole("link", { name: "Customers", exact: true }).first().click();
  const table = page.getByRole("region", { name: "Customers" });
  await table.locator("tbody tr").first().waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "Revenue" }).click();
  await page.waitForURL(/sort=revenue&order=desc/);
  const answer = await told<{ customers: Listed[]; total: number }>(
    "/api/customers?sort=revenue&order=desc&page_size=100",
  );
  const rows = answer.customers.map((one) => [
    one.name ?? one.id,
    one.id,
    String(one.orders),
    one.revenue ? `${cents(one.revenue.amount)} ${one.revenue.currency}` : "–",
  ]);
  const shown = async () => {
    const heads = await table.locator("thead th").allInnerTexts();
    const places = ["Name", "Id", "Orders", "Revenue"].map((head) => heads.findIndex((one) => one.trim() === head));
    return (await tableOf(page, "Customers")).map((cells) => places.map((place) => cells[place]));
  };
  await expect.poll(shown, { timeout: 120_000 }).toEqual(rows.slice(0, 50));
  const total = whole(answer.total);
  await page.getByText(`50 of ${total}`).waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByText(`100 of ${total}`).waitFor({ timeout: 120_000 });
  expect(await shown()).toEqual(rows);
  expect(wrong).toEqual([]);
  await context.close();
});

it("searches, filters and sorts, and leads to one customer", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open("/customers");
  const table = page.getByRole("region", { name: "Customers" });
  await table.locator("tbody tr").first().waitFor({ timeout: 120_000 });
  await page.getByRole("searchbox", { name: "Search" }).fill("chiara");
  await page.waitForURL(/search=chiara/);
  await page.getByLabel("Filter").fill("country = 'DE'");
  await page.getByLabel("Filter").press("Enter");
  await page.waitForURL(/where=/);
  await page.getByRole("button", { name: "Orders" }).press("Enter");
  await page.waitForURL(/sort=orders&order=desc/);
  const answer = await told<{ customers: Listed[]; total: number }>(
    `/api/customers?search=chiara&where=${encodeURIComponent("country = 'DE'")}&sort=orders&order=desc&page_size=50`,
  );
  expect(answer.customers.length).toBeGreaterThan(2);
  const names = async () => (await tableOf(page, "Customers")).map((cells) => cells[0]);
  await expect.poll(names, { timeout: 120_000 }).toEqual(answer.customers.map((one) => one.name));
  await page.getByText(`${answer.customers.length} of ${answer.total}`).waitFor();
  // People have no order by their ids.
  expect(await page.getByRole("button", { name: "Id", exact: true }).count()).toBe(0);
  await table.locator("tbody th a").first().click();
  await page.waitForURL((url) => url.pathname === `/customers/${encodeURIComponent(answer.customers[0]?.id ?? "")}`);
  await page.waitForSelector("main li time", { timeout: 120_000 });
  expect(wrong).toEqual([]);
  await context.close();
});

it("lists accounts with their people, and leads to one", { timeout: 300_000 }, async () => {
  const { page, wrong, context } = await open("/");
  await page.getByRole("link", { name: "Accounts", exact: true }).first().click();
  await page.getByRole("region", { name: "Accounts" }).locator("tbody tr").first().waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "MRR" }).click();
  await page.waitForURL(/sort=mrr&order=desc/);
  const answer = await told<{
    accounts: { id: string; name: string; people: number; mrr: { amount: string; currency: string } }[];
  }>("/api/accounts?sort=mrr&order=desc&page_size=50");
  const heads = await page.getByRole("region", { name: "Accounts" }).locator("thead th").allInnerTexts();
  const places = ["Name", "People", "MRR"].map((head) => heads.findIndex((one) => one.trim() === head));
  const shown = async () => (await tableOf(page, "Accounts")).map((cells) => places.map((place) => cells[place]));
  await expect
    .poll(shown, { timeout: 120_000 })
    .toEqual(
      answer.accounts.map((one) => [one.name, String(one.people), `${cents(one.mrr.amount)} ${one.mrr.currency}`]),
    );
  await page.getByRole("region", { name: "Accounts" }).locator("tbody th a").first().click();
  await page.getByRole("heading", { level: 1, name: answer.accounts[0]?.name ?? "" }).waitFor({ timeout: 120_000 });
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

describe.skipIf(!binary)("as a viewer", () => {
  let own: Workspace | undefined;
  const openOwn = browser(async () => {
    own = await workspace(7411);
    const ask = async (path: string, body: string) => {
      const headers = { authorization: `Bearer ${own?.token ?? ""}`, "content-type": "application/json" };
      return (await fetch(new URL(path, own?.url), { method: "POST", headers, body })).json() as Promise<unknown>;
    };
    await ask("/api/import/customers?file=people.csv", "customer_id,name,email,country\n1,Ann,ann@shop.example,DE\n");
    const made = (await ask("/api/tokens", JSON.stringify({ name: "looks", role: "viewer" }))) as { secret: string };
    return { url: own.url, token: made.secret };
  });
  afterAll(() => own?.stop());

  it("lists people without their names, and says why there is no search", async () => {
    const { page, wrong, context } = await openOwn("/customers?search=ann&sort=email");
    page.setDefaultTimeout(60_000);
    await page.getByRole("link", { name: "main:1" }).waitFor();
    await page.getByText("Names and addresses are hidden from viewers").waitFor();
    expect(await page.getByRole("searchbox").count()).toBe(0);
    expect(await page.getByRole("region", { name: "Customers" }).innerText()).not.toMatch(/Name|E-mail|•|Ann/);
    await page.getByRole("button", { name: "Country" }).click();
    await page.waitForURL(/sort=country/);
    await page.getByText("1 of 1").waitFor();
    await settled(page);
    await shot(page, "customers-viewer");
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});
