// The report as whoever gets it by mail opens it: from disk, with nothing to ask; its numbers those of the data in it, in
// both languages, in light and dark, on a phone and on paper.
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figuresOf, latest, versionOf, type Contents, type Figure } from "../src/report/contents";
import { exact, value } from "../src/lib/format";
import { accessible, looks, shot, type Look } from "./browser";
import { canFill, contents, fill } from "./filled";

describe.skipIf(!canFill)("a report", () => {
  let chrome: Browser;
  let data: Contents;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    data = contents();
    for (const language of ["en", "zh-CN"] as const) urls.set(language, fill({ ...data, language }));
    chrome = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
    });
  }, 600_000);
  afterAll(async () => chrome.close());

  async function open(look: Look, url = urls.get(look.language) ?? "") {
    const context = await chrome.newContext({
      viewport: { width: look.width, height: 900 },
      colorScheme: look.theme,
      // The language of the file counts, not that of the browser.
      locale: look.language === "en" ? "zh-CN" : "en",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("console", (message) => wrong.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== url) wrong.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    await page.waitForSelector("main h1");
    await page.waitForTimeout(400);
    return { page, context, wrong };
  }

  const figures = (language: "en" | "zh-CN"): Figure[] => {
    const version = versionOf(data, language);
    return version ? version.report.tables.flatMap((table) => figuresOf(table, version)) : [];
  };

  it.each(looks)("is whole in $language, $theme, $width wide", async (look) => {
    const { page, wrong, context } = await open(look);
    await shot(page, "report", look);
    await accessible(page);
    expect(wrong).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
    expect(await page.locator("article[data-figure] svg").count()).toBe(figures(look.language).length);
    await context.close();
  });

  it.each(["en", "zh-CN"] as const)("shows every number of its data in %s", async (language) => {
    const { page, context } = await open({ language, theme: "light", width: 1440 });
    for (const figure of figures(language)) {
      const point = latest(figure);
      const shown = page.locator(`[data-figure="${figure.id}"] .value strong`);
      expect(await shown.innerText()).toBe(value(point?.value ?? null, figure.column.unit, language));
      expect(await shown.getAttribute("title")).toBe(exact(point?.value ?? null, figure.column.unit));
    }
    for (const table of versionOf(data, language)?.report.tables ?? []) {
      const cells = await page
        .locator(`#${table.table} tbody td`)
        .evaluateAll((all) => all.map((one) => one.getAttribute("title") ?? ""));
      const wanted = (table.columns[0]?.cells ?? []).flatMap((_, row) =>
        table.columns.map((column) => {
          const given = column.cells[row]?.value ?? null;
          return String((typeof given === "object" ? given?.amount : given) ?? "");
        }),
      );
      expect(cells).toEqual(wanted);
    }
    await context.close();
  });

  it("switches language and colours at once, and its contents lead to what they name", async () => {
    const { page, wrong, context } = await open({ language: "en", theme: "light", width: 1440 });
    await page.getByLabel("Language").selectOption("zh-CN");
    expect(await page.locator("h1").innerText()).toBe("Fernrow 客户报告");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
    const before = await colour(page);
    await page.locator(".switches select").nth(1).selectOption("dark");
    expect(await colour(page)).not.toBe(before);
    for (const link of await page
      .locator('a[href^="#"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
      expect(await page.locator(link ?? "").count(), link ?? "").toBe(1);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });

  it.each(["light", "dark"] as const)("prints to pages of A4 from %s, white with its charts", async (theme) => {
    const { page, wrong, context } = await open({ language: "en", theme, width: 1440 });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    if (process.env.TENURE_SHOTS) writeFileSync(`${process.env.TENURE_SHOTS}/report-${theme}.pdf`, pdf);
    const text = pdf.toString("latin1");
    expect(text.startsWith("%PDF")).toBe(true);
    const pages = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(6);
    expect(pages).toBeLessThan(16);
    expect(text).toMatch(/\/MediaBox\s*\[\s*0 0 59[45]/);
    // What was lit for paper is as it was.
    expect(await page.evaluate(() => document.documentElement.dataset.theme ?? null)).toBeNull();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("says so where it is a template without data", async () => {
    const url = new URL("../dist/report.html", import.meta.url).href;
    const { page, wrong, context } = await open({ language: "en", theme: "light", width: 390 }, url);
    expect(await page.locator("main").innerText()).toContain("tenure report -o report.html");
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("stays light enough for a mail", () => {
    expect(statSync(fileURLToPath(new URL("../dist/report.html", import.meta.url))).size).toBeLessThan(800_000);
  });
});

function colour(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body.parentElement ?? document.body).backgroundColor);
}
