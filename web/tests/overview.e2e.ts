// The first page: right in every language, colours and width; its numbers those of the API; its links lead on.
import { afterAll, describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot, told } from "./browser";
import { binary, workspace, type Workspace } from "./workspace";

const open = browser();

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", async () => {
    const { page, wrong, context } = await open("/", look);
    await page.waitForSelector(".area .lead .big.number");
    await settled(page);
    await shot(page, "overview", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

it("shows the numbers of the API to the digit", async () => {
  const { page, context } = await open("/");
  await page.waitForSelector("#area-value");
  await settled(page);
  const answer = await told<{ rows: { value: { amount: string } }[] }>("/api/query?metrics=mrr&grain=month");
  const amount = answer.rows.at(-1)?.value.amount ?? "";
  const shown = page.locator("section[aria-labelledby=area-value] .big");
  expect(await shown.locator("[title]").getAttribute("title")).toBe(amount);
  const rounded = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  expect((await shown.innerText()).trim()).toBe(`${rounded.format(amount as unknown as number)} EUR`);
  await context.close();
});

// Everything there is, is checked for it: a small workspace has its verdict soon.
describe.skipIf(!binary)("in a workspace of its own", () => {
  let own: Workspace | undefined;
  const openOwn = browser(async () => {
    own = await workspace(7413);
    const body = "order_id,customer_id,ordered_at,amount,currency\n1,ann,2024-01-05,5.00,EUR\n";
    const headers = { authorization: `Bearer ${own.token}` };
    await fetch(new URL("/api/import/orders?file=shop.csv", own.url), { method: "POST", headers, body });
    return own;
  });
  afterAll(() => own?.stop());

  it("says whether the data holds, and leads to what was checked", async () => {
    const { page, wrong, context } = await openOwn("/data");
    page.setDefaultTimeout(100_000);
    const asked = page.waitForResponse("**/api/quality/verdict");
    await page.getByRole("link", { name: "Overview" }).first().click();
    const verdict = (await (await asked).json()) as { holds: boolean; errors: number; warnings: number };
    const strip = page.getByRole("group", { name: "Data" });
    const link = strip.getByRole("link", { name: verdict.holds ? "Checks hold" : "Checks are below the bar" });
    await link.waitFor();
    const found = verdict.errors + verdict.warnings;
    expect(/(\d+) worth a look/.exec(await link.innerText())?.[1]).toBe(found > 0 ? String(found) : undefined);
    await shot(page, "overview-verdict");
    await accessible(page);
    await link.click();
    await page.waitForURL(/\/data\?tab=laws/);
    await page.getByRole("tab", { name: "Conservation laws", selected: true }).waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });
});
