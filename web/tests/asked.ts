// Going about a page of an analysis: what it was answered, and that it looks and reads right in every look.
import type { Page, Response } from "playwright-core";
import { expect, it } from "vitest";
import { accessible, looks, settled, shot, type browser } from "./browser";

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
