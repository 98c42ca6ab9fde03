// The frame around the pages: going about by keys, the switches, addresses that lead nowhere.
import { expect, it } from "vitest";
import { accessible, browser, shot } from "./browser";

const open = browser();

it("goes anywhere from the command palette", async () => {
  const { page, wrong } = await open("/");
  await page.waitForSelector("main h1");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /A page/ }).fill("overview");
  await accessible(page);
  await shot(page, "palette");
  await page.keyboard.press("Escape");
  expect(await page.getByRole("combobox", { name: /A page/ }).count()).toBe(0);
  expect(wrong).toEqual([]);
});

it("switches language and colours at once and remembers both", async () => {
  const { page, wrong } = await open("/metrics");
  await page.getByLabel("Language").selectOption("zh-CN");
  await page.getByRole("heading", { name: "指标目录", level: 1 }).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("zh-CN");
  await page.getByLabel("配色").selectOption("dark");
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await paper()).toBe("rgb(19, 20, 23)");
  await page.reload();
  await page.getByRole("heading", { name: "指标目录", level: 1 }).waitFor();
  expect(await paper()).toBe("rgb(19, 20, 23)");
  expect(wrong).toEqual([]);
});

it("skips to the content by key", async () => {
  const { page } = await open("/");
  await page.waitForSelector("main h1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
});

it("says where there is no page, and leads back", async () => {
  const { page, wrong } = await open("/nowhere");
  await page.getByText("There is no such page").waitFor();
  await page.getByRole("link", { name: "To the overview" }).click();
  await page.waitForSelector("main h1");
  expect(new URL(page.url()).pathname).toBe("/");
  expect(wrong).toEqual([]);
});

it("opens all pages from the bar of a phone", async () => {
  const { page, wrong } = await open("/", { language: "zh-CN", theme: "light", width: 390 });
  await page.getByRole("button", { name: "更多" }).click();
  await page.getByRole("dialog", { name: "全部页面" }).waitFor();
  await accessible(page);
  await shot(page, "drawer");
  expect(wrong).toEqual([]);
});
