// The first page: right in every language, colours and width; its numbers those of the API; its links lead on.
import { describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot, told } from "./browser";

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
