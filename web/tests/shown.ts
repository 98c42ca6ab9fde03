// What a page shows, to hold it against what the service answers.
import type { Page } from "playwright-core";

/** The texts of a table's rows, by its name. */
export async function tableOf(page: Page, name: string): Promise<string[][]> {
  return page
    .getByRole("region", { name, exact: true })
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").trim())),
    );
}
