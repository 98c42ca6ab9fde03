// The data: sources as the API tells them, quarantine by its filters, and the way of a new user from an empty workspace.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { whole } from "./asked";
import { accessible, browser, looks, settled, shot, told } from "./browser";
import { binary, workspace, type Workspace } from "./workspace";

const open = browser();

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", async () => {
    const { page, wrong, context } = await open("/data", look);
    await page.waitForSelector("main tbody tr");
    await settled(page);
    await shot(page, "data-sources", look);
    await accessible(page);
    await page.goto(new URL("/data?tab=quarantine", page.url()).href);
    await page.waitForSelector("main tbody tr");
    await settled(page);
    await shot(page, "data-quarantine", look);
    await accessible(page);
    await page.locator("main tbody th button").first().click();
    await page.getByRole("dialog").getByRole("textbox").first().waitFor();
    await shot(page, "data-correct", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

it("tells of sources what the API tells", async () => {
  const { page, context } = await open("/data");
  await page.waitForSelector("main tbody tr");
  const status = await told<{
    sources: { table: string; rows: number }[];
    quarantined: number;
    customer_keys: number;
  }>("/api/status");

  expect(await page.locator("main tbody tr").count()).toBe(status.sources.length);
  const cells = await page.locator("main tbody tr td.numeric:nth-child(3)").allInnerTexts();
  expect(cells).toEqual(status.sources.map((one) => whole(one.rows)));
  expect(await page.locator("dl").innerText()).toContain(whole(status.customer_keys));
  expect(await page.locator("dl").innerText()).toContain(whole(status.quarantined));
  await context.close();
});

it("filters the quarantine by table and rule, and keeps the filter in the address", async () => {
  const { page, wrong, context } = await open("/data");
  await page.getByRole("tab", { name: "Quarantine" }).click();
  await page.waitForSelector("main tbody tr");
  await page.getByLabel("Table", { exact: true }).selectOption("orders");
  await page.getByLabel("Rule").selectOption("currency");
  await page.waitForURL(/table=orders&rule=currency/);
  const answer = await told<{ rejects: { message: string }[] }>("/api/rejects?table=orders&rule=currency&page_size=50");
  await expect.poll(() => page.locator("main tbody tr").count()).toBe(answer.rejects.length);
  expect(await page.locator("main tbody tr td:nth-child(2)").allInnerTexts()).toEqual(
    answer.rejects.map((one) => one.message),
  );
  expect(wrong).toEqual([]);
  await context.close();
});

describe.skipIf(!binary)("in a workspace of its own", () => {
  let own: Workspace | undefined;
  const openOwn = browser(async () => {
    own = await workspace(7409);
    return own;
  });
  afterAll(() => own?.stop());

  it("leads a new user from the overview to a matrix of retention in under two minutes", async () => {
    const { page, wrong, context } = await openOwn("/");
    page.setDefaultTimeout(60_000);
    const begun = Date.now();
    await page.locator("main a[href^='/data']").first().click();
    await page.getByRole("link", { name: "Import a file" }).click();
    await shot(page, "import-drop");
    await accessible(page);

    // Dropped as from a desktop: the browser makes the event of a file's bytes.
    const csv = readFileSync(new URL("../../examples/01-cdnow/cdnow_sample_transactions.csv", import.meta.url));
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], "cdnow_sample_transactions.csv", { type: "text/csv" }));
      return transfer;
    }, csv.toString("base64"));
    await page.locator(".zone").dispatchEvent("drop", { dataTransfer: dropped });

    // Who the customer is the service cannot know: no header says so.
    await page.getByText("No column says who the customer is").waitFor();
    expect(await page.getByLabel("Column: date").inputValue()).toBe("ordered_at");
    expect(await page.getByLabel("Column: dollar_value").inputValue()).toBe("amount");
    await page.getByLabel("Column: master_id").selectOption("customer_id");
    await page.getByText("No column says who the customer is").waitFor({ state: "detached" });
    await page.getByText("The newest day in the file is 30 Jun 1998.").waitFor();
    await page.getByLabel("Last day it holds in full").fill("1998-06-30");
    await page.getByLabel("Last day it holds in full").blur();
    await shot(page, "import-mapping");
    await accessible(page);
    await page.getByRole("button", { name: "Import 6,919 rows" }).click();
    await page.getByText("6,919 rows imported").waitFor();
    await shot(page, "import-done");
    await accessible(page);
    expect(await page.locator("dl").innerText()).toMatch(/New customers\s+2,357/);

    // Customers who only buy have no subscription to begin with: the page begins with what they do.
    await page.getByRole("link", { name: "To retention" }).click();
    const table = page.getByRole("table", { name: "Who came back, by cohort" });
    await table.waitFor();
    expect(await page.getByLabel("Begins with").inputValue()).toBe("orders");
    const lines = table.locator("tbody tr, tfoot tr");
    const shown = await lines.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").trim())),
    );
    expect(shown).toEqual(matrix(csv.toString()));
    expect(Date.now() - begun).toBeLessThan(120_000);
    await settled(page);
    await shot(page, "import-retention");
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

/** Who bought again in which month, by hand: the file's customers by the month of their first purchase, and over all. */
function matrix(csv: string): string[][] {
  const bought = new Map<string, Set<number>>();
  for (const line of csv.trim().split(/\r?\n/).slice(1)) {
    const [customer = "", , day = ""] = line.split(",");
    const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(4, 6)) - 1;
    bought.set(customer, (bought.get(customer) ?? new Set()).add(month));
  }
  const everybody = [...bought.values()].map((months) => ({ first: Math.min(...months), months }));
  const firsts = [...new Set(everybody.map((one) => one.first))].toSorted((a, b) => a - b);
  const line = (label: string, among: typeof everybody) => [
    label,
    whole(among.length),
    ...Array.from({ length: 12 }, (_, month) => {
      const back = among.filter(({ first, months }) => months.has(first + month)).length;
      // Tenths of a percent in whole numbers, halves rounded up.
      const tenths = Math.floor((2000 * back + among.length) / (2 * among.length));
      return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
    }),
  ];
  const name = (month: number) => `${["Jan", "Feb", "Mar"][month % 12]} ${Math.floor(month / 12)}`;
  const cohorts = firsts.map((first) =>
    line(
      name(first),
      everybody.filter((one) => one.first === first),
    ),
  );
  return [...cohorts, line("Average", everybody)];
}

describe.skipIf(!binary)("with a row that is not taken", () => {
  let own: Workspace | undefined;
  const openOwn = browser(async () => {
    own = await workspace(7410);
    return own;
  });
  afterAll(() => own?.stop());

  it("takes the row once it is corrected", async () => {
    if (!own) throw new Error("there is no workspace");
    const headers = { authorization: `Bearer ${own.token}` };
    const orders = "order_id,customer_id,ordered_at,amount,currency\n";
    const body = `${orders}1,ann,2024-01-05,5.00,EUR\n2,bob,2024-02-06,6.00,EUR\n3,"eve, or =cho",2024-02-31,7.00,EUR\n`;
    const imported = await fetch(new URL("/api/import/orders?file=shop.csv&max_bad=50%25", own.url), {
      method: "POST",
      headers,
      body,
    });
    expect(await imported.json()).toMatchObject({ accepted: 2, quarantined: 1 });

    const { page, wrong, context } = await openOwn("/data");
    page.setDefaultTimeout(60_000);
    const sources = page.getByRole("region", { name: "Sources" });
    const rows = () => sources.locator("tbody tr td.numeric:nth-child(3)").allInnerTexts();
    await expect.poll(rows, { timeout: 60_000 }).toEqual(["2"]);
    await page.getByRole("tab", { name: "Quarantine" }).click();
    await page.getByRole("button", { name: "shop.csv:4" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Correct a row" });
    await dialog.getByText(/2024-02-31/).waitFor();
    expect(
      await dialog.getByRole("textbox").evaluateAll((cells) => cells.map((one) => (one as HTMLInputElement).value)),
    ).toEqual(["3", "eve, or =cho", "2024-02-31", "7.00", "EUR"]);
    await shot(page, "correct-row");
    await accessible(page);

    // Still no day: the row stays, and so does what was typed, with the new reason.
    await dialog.getByLabel("ordered_at").fill("2024-02-30");
    await dialog.getByRole("button", { name: "Bring in" }).click();
    await dialog.getByText(/2024-02-30/).waitFor();
    expect(await dialog.getByLabel("ordered_at").inputValue()).toBe("2024-02-30");
    await shot(page, "correct-row-again");
    await dialog.getByLabel("ordered_at").fill("2024-02-29");
    await page.keyboard.press("Enter");
    await page.getByText("shop.csv:4 is brought in").waitFor();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("No row is in quarantine").waitFor();
    await page.getByRole("tab", { name: "Sources" }).click();
    await expect.poll(rows, { timeout: 60_000 }).toEqual(["3"]);

    await page.getByRole("link", { name: "Customers", exact: true }).first().click();
    await page.getByRole("link", { name: "main:eve, or =cho" }).waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });
});
