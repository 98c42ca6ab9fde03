// The data: sources as the API tells them, quarantine by its filters, and the way of a new user from an empty workspace.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
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
  const number = (value: number) => new Intl.NumberFormat("en").format(value);
  expect(await page.locator("main tbody tr").count()).toBe(status.sources.length);
  const cells = await page.locator("main tbody tr td.numeric:nth-child(3)").allInnerTexts();
  expect(cells).toEqual(status.sources.map((one) => number(one.rows)));
  expect(await page.locator("dl").innerText()).toContain(number(status.customer_keys));
  expect(await page.locator("dl").innerText()).toContain(number(status.quarantined));
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
  expect(await page.locator("main tbody tr td:nth-child(3)").allInnerTexts()).toEqual(
    answer.rejects.map((one) => one.message),
  );
  expect(wrong).toEqual([]);
  await context.close();
});

describe.skipIf(!binary)("from an empty workspace", () => {
  let own: Workspace | undefined;
  const openOwn = browser(async () => {
    own = await workspace(7409);
    return own;
  });
  afterAll(() => own?.stop());

  it("leads a new user from the overview to a file's numbers in under two minutes", async () => {
    const { page, wrong, context } = await openOwn("/");
    const begun = Date.now();
    await page.locator("main a[href^='/data']").first().click();
    await page.getByRole("link", { name: "Import a file" }).click();
    await shot(page, "import-drop");
    await accessible(page);

    // Dropped as from a desktop: the browser makes the event of a file's bytes.
    const bytes = readFileSync(new URL("../../examples/01-cdnow/cdnow_sample_transactions.csv", import.meta.url));
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], "cdnow_sample_transactions.csv", { type: "text/csv" }));
      return transfer;
    }, bytes.toString("base64"));
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
    expect(Date.now() - begun).toBeLessThan(120_000);
    expect(wrong).toEqual([]);

    // The same file again changes nothing.
    await context.close();
  });
});
