// The catalog: found in either language, and the way from it to a metric.
import { describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot } from "./browser";

const open = browser();

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", async () => {
    const { page, wrong, context } = await open("/metrics?area=retention", look);
    await page.waitForSelector("main section li");
    await settled(page);
    await shot(page, "catalog", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

it("finds by a name in the other language and leads to the metric by key", async () => {
  const { page, wrong, context } = await open("/metrics");
  await settled(page);
  await page.getByLabel("Search metrics").fill("净收入留存率");
  await page.waitForURL(/q=/);
  const found = page.locator("main section li a");
  await page.waitForFunction(() => document.querySelectorAll("main section li").length === 1);
  expect(await found.locator(".title").innerText()).toBe("Net revenue retention (NRR)");
  await found.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/metrics\/nrr$/);
  await page.getByRole("heading", { name: "Net revenue retention (NRR)", level: 1 }).waitFor();
  expect(wrong).toEqual([]);
  await context.close();
});

it("narrows to an area with arrow keys, and says where nothing fits", async () => {
  const { page, wrong, context } = await open("/metrics");
  await settled(page);
  await page.getByRole("tab", { name: "All" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/area=acquisition/);
  await page.getByLabel("Search metrics").fill("zzz");
  await page.getByText("No metric fits").waitFor();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await page.waitForURL((url) => url.search === "");
  await page.waitForSelector("main section li");
  expect(wrong).toEqual([]);
  await context.close();
});

it("goes to a metric from the command palette", async () => {
  const { page, wrong, context } = await open("/metrics");
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("nps");
  await page.getByRole("option", { name: /Net promoter score/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/metrics\/nps$/);
  expect(wrong).toEqual([]);
  await context.close();
});
