// What the service itself answers, to hold what is on screen against it.
import type { Page } from "playwright-core";

/** Asks the service as the page would, past the page. */
export async function asked<T>(page: Page, path: string): Promise<T> {
  return page.evaluate(async (at) => (await fetch(at)).json() as Promise<unknown>, path) as Promise<T>;
}

/** The texts of a table's rows, by its name. */
export async function tableOf(page: Page, name: string): Promise<string[][]> {
  return page
    .getByRole("region", { name, exact: true })
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").trim())),
    );
}
