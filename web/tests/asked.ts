// Going about a page of an analysis: what it was answered, and that it looks and reads right in every look.
import { readFile } from "node:fs/promises";
import type { Locator, Page, Response } from "playwright-core";
import { expect, it } from "vitest";
import { accessible, looks, settled, shot, type browser, type Opened } from "./browser";

/** Does something that asks an analysis, and gives what the service answered; `has` is part of the question. */
export async function answered<T>(page: Page, name: string, act: () => Promise<unknown>, has = ""): Promise<T> {
  const wanted = (response: Response) => {
    const url = new URL(response.url());
    // A file of commas is the same question, and another answer.
    const json = (response.headers()["content-type"] ?? "").startsWith("application/json");
    return url.pathname === `/api/analyses/${name}` && decodeURIComponent(url.search).includes(has) && json;
  };
  // An analysis of a busy machine takes its time.
  page.setDefaultTimeout(100_000);
  const [response] = await Promise.all([page.waitForResponse(wanted, { timeout: 100_000 }), act()]);
  const answer = (await response.json()) as T;
  await settled(page);
  return answer;
}

/** Goes to a page of an analysis, and gives with it what it was answered; from a page that asks little itself. */
export async function arrived<T>(
  open: ReturnType<typeof browser>,
  path: string,
  name: string,
): Promise<Opened & { answer: T }> {
  const opened = await open("/metrics");
  const { page } = opened;
  await settled(page);
  const answer = await answered<T>(page, name, () => page.goto(new URL(path, page.url()).href));
  return { ...opened, answer };
}

/** The list of words under a label. */
export function list(page: Page, label: string): Locator {
  return page.getByRole("combobox", { name: label, exact: true });
}

/** Presses what saves a file, and gives the file's name and what is in it. */
export async function saved(page: Page, button: Locator): Promise<{ name: string; text: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const bytes = await readFile(await file.path());
  return { name: file.suggestedFilename(), text: bytes.toString(), bytes };
}

/** Whether bytes are a picture. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(1, 4).toString() === "PNG";
}

/** A whole number as the page writes it. */
export function whole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A share as the page writes it, by its decimal digits and apart from lib/format.ts. */
export function percent(share: number): string {
  const tenths = Number(`${Number(`${share}e3`).toFixed(0)}`);
  return `${(tenths / 10).toFixed(1)}%`;
}

/** A decimal string as the page writes it, cents rounded half away from nothing. */
export function cents(amount: string): string {
  const negative = amount.startsWith("-");
  const [whole = "0", rest = ""] = amount.replace("-", "").split(".");
  const all = BigInt(whole + rest.padEnd(4, "0"));
  const rounded = (all + 50n) / 100n;
  const text = rounded.toString().padStart(3, "0");
  const grouped = text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${negative && rounded > 0n ? "−" : ""}${grouped}.${text.slice(-2)}`;
}

/** Looks at a page in both languages, both colours and both widths: nothing goes wrong, and axe finds nothing. */
export function looksRight(open: ReturnType<typeof browser>, path: string, name: string): void {
  it.each(looks)(
    "looks right in $language, $theme, $width wide",
    async (look) => {
      const { page, context, wrong } = await open(path, look);
      await settled(page);
      const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await over()).toBeLessThanOrEqual(0);
      await shot(page, name, look);
      await accessible(page);
      expect(wrong).toEqual([]);
      await context.close();
    },
    120_000,
  );
}
