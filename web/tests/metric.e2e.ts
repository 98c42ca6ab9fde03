// A metric's page: every path through it by clicks and keys, its state in the address, its numbers those of the API.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot, told } from "./browser";

const open = browser();

const table = (page: Page) => page.locator("main .main table");

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", async () => {
    const { page, wrong, context } = await open("/metrics/customer_retention_rate?compare=year", look);
    await page.waitForSelector("canvas");
    await page.waitForSelector(".explain dd strong");
    await settled(page);
    await shot(page, "metric", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    await context.close();
  });
});

it("changes periods, range and comparison, and can go back", async () => {
  const { page, wrong, context } = await open("/metrics/nrr");
  await settled(page);
  await page.getByRole("tab", { name: "Month" }).press("ArrowRight");
  await page.waitForURL(/grain=quarter/);
  await table(page)
    .getByRole("button", { name: /^Q4 2025/ })
    .waitFor();
  await page.getByLabel("Compare", { exact: true }).selectOption("year");
  await page.waitForURL(/compare=year/);
  await settled(page);
  await page.getByLabel("Range", { exact: true }).selectOption("2024");
  await page.waitForURL(/from=2024-01-01&to=2025-01-01/);
  await table(page)
    .getByRole("button", { name: /^Q4 2024/ })
    .waitFor();
  await page.goBack();
  await page.goBack();
  await page.waitForURL((url) => url.search === "?grain=quarter");
  await settled(page);
  expect(wrong).toEqual([]);
  await context.close();
});

it("marks the period under way", async () => {
  const { page, wrong, context } = await open("/metrics/customers_at_end");
  await settled(page);
  await page.getByLabel("Range", { exact: true }).selectOption("open");
  await table(page)
    .getByRole("button", { name: /Unfinished/ })
    .waitFor();
  await settled(page);
  await shot(page, "metric-unfinished");
  expect(wrong).toEqual([]);
  await context.close();
});

it("breaks down, filters by values that occur, and shows both as chips that can be removed", async () => {
  const { page, wrong, context } = await open("/metrics/customer_retention_rate");
  await settled(page);
  await page.waitForFunction(() => document.querySelectorAll("option[value=plan]").length > 0, undefined, {
    timeout: 60_000,
  });
  await page.getByLabel("Break down", { exact: true }).selectOption("plan");
  await page.waitForURL(/by=plan/);
  await table(page).getByRole("columnheader", { name: "plan" }).waitFor();
  await page.getByRole("button", { name: "Add filter" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Attribute").selectOption("country");
  await dialog.getByLabel("DE", { exact: true }).check();
  await dialog.getByLabel("AT", { exact: true }).check();
  await accessible(page);
  await shot(page, "metric-filter");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("country in ('DE', 'AT')").waitFor();
  await settled(page);
  await shot(page, "metric-parts");
  await page.getByRole("button", { name: "Remove Break down: plan" }).click();
  await page.waitForURL((url) => !url.search.includes("by="));
  await settled(page);
  expect(new URL(page.url()).searchParams.get("where")).toBe("country in ('DE', 'AT')");
  expect(wrong).toEqual([]);
  await context.close();
});

it("shows the customers behind a point of the table and of the chart", async () => {
  const { page, wrong, context } = await open("/metrics/customer_retention_rate");
  await settled(page);
  await table(page).getByRole("button", { name: "Nov 2025" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("only in the denominator").waitFor();
  await settled(page);
  expect(await dialog.getByRole("heading", { level: 2 }).innerText()).toBe("Customer retention rate (CRR), Nov 2025");
  expect(await dialog.getByRole("heading", { level: 3 }).first().innerText()).toMatch(/\d/);
  await accessible(page);
  await shot(page, "metric-behind");
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("customers"));
  const canvas = await page.locator("canvas").boundingBox();
  expect(canvas).not.toBeNull();
  // The last point of the line: at the right edge of the grid, somewhere between its ends.
  for (let y = 20; y < 300 && !(await dialog.isVisible()); y += 4) {
    await page.mouse.click((canvas?.x ?? 0) + (canvas?.width ?? 0) - 17, (canvas?.y ?? 0) + y);
  }
  await dialog.getByText("Dec 2025").waitFor();
  expect(wrong).toEqual([]);
  await context.close();
});

it("shows the numbers of the API to the digit, and saves them", async () => {
  const { page, wrong, context } = await open("/metrics/nrr");
  await settled(page);
  const { rows } = await told<{ rows: { value: number }[] }>("/api/query?metrics=nrr&grain=month&compare=previous");
  const shown = await table(page)
    .locator("tbody tr td:nth-child(2)")
    .evaluateAll((cells) => cells.map((cell) => [cell.getAttribute("title"), cell.textContent?.trim()]));
  expect(shown).toEqual(
    rows
      .toReversed()
      .map((row) => [
        String(row.value),
        new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1 }).format(row.value),
      ]),
  );
  const saved = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("main").getByRole("button", { name: "CSV" }).first().click(),
  ]);
  const csv = await readFile(await saved[0].path(), "utf8");
  expect(csv.split("\n")[0]).toContain("metric,unit,start,end,value");
  expect(csv).toContain(String(rows[0]?.value));
  const [png] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG" }).click()]);
  const bytes = await readFile(await png.path());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("The link is copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  expect(wrong).toEqual([]);
  await context.close();
});

it("tells how a number is computed, with the catalog's examples", async () => {
  const { page, wrong, context } = await open("/metrics/nrr", { language: "zh-CN", theme: "light", width: 1440 });
  await settled(page);
  await page.locator(".explain dd strong").waitFor();
  await page.getByText("计算示例、边界情况与说明").click();
  await page.getByRole("heading", { name: "计算示例" }).waitFor();
  await accessible(page);
  await shot(page, "metric-explained");
  expect(wrong).toEqual([]);
  await context.close();
});

it("says what to do where there is nothing, and where there is no such metric", async () => {
  const { page, context } = await open("/metrics/nrr?where=plan%20%3D%20%27nobody%27");
  await page.getByText("There is nothing to show").waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await page.waitForSelector("canvas");
  await page.goto(page.url().replace("/nrr", "/nosuch"));
  await page.getByText("There is no metric “nosuch”").waitFor();
  await page.getByRole("link", { name: "To the catalog" }).click();
  await page.getByRole("heading", { name: "Metrics", level: 1 }).waitFor();
  await context.close();
});

it("shows what the service says of a condition that cannot be read", async () => {
  const { page, context } = await open("/metrics/nrr?where=nosuch%20%3D%201");
  await page.getByRole("alert").first().waitFor();
  expect(await page.getByRole("alert").first().innerText()).toContain("nosuch");
  await accessible(page);
  await page.getByRole("button", { name: "Remove nosuch = 1" }).click();
  await page.waitForSelector("canvas");
  await context.close();
});

it("notes what happened on a day, takes it back, and undoes that", async () => {
  const { page, wrong, context } = await open("/metrics/customer_retention_rate");
  await settled(page);
  await page.getByRole("button", { name: "Note what happened" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Day").fill("2025-06-01");
  await dialog.getByLabel("What happened").fill("price rise");
  await accessible(page);
  await page.keyboard.press("Enter");
  const note = page.getByText("1 Jun 2025: price rise");
  await note.waitFor();
  await settled(page);
  await shot(page, "metric-note");
  const take = page.getByRole("button", { name: "Remove 1 Jun 2025: price rise" });
  await take.click();
  await page.getByRole("button", { name: "Undo" }).click();
  await note.waitFor();
  await take.click();
  await note.waitFor({ state: "detached" });
  expect(wrong).toEqual([]);
  await context.close();
});

it("saves a view, opens it from the navigation, and removes it", async () => {
  const { page, wrong, context } = await open("/metrics/customer_retention_rate?compare=year");
  await settled(page);
  await page.getByRole("button", { name: "Save view" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Retention, year on year");
  await page.keyboard.press("Enter");
  const link = page.getByRole("complementary").getByRole("link", { name: "Retention, year on year" });
  await link.waitFor();
  await page.getByRole("complementary").getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("heading", { name: "Metrics", level: 1 }).waitFor();
  await link.click();
  await page.waitForURL(/customer_retention_rate\?compare=year$/);
  await settled(page);
  await page.getByRole("button", { name: "Remove Retention, year on year" }).click();
  await link.waitFor({ state: "detached" });
  expect(wrong).toEqual([]);
  await context.close();
});
