// Retention: from customers to amounts and segments, by clicks and keys, and every number as the service answered it.
import { expect, it } from "vitest";
import { answered, looksRight, percent } from "./asked";
import { browser } from "./browser";

interface Retention {
  cohorts: {
    by?: Record<string, string | null>;
    start: string;
    size: number;
    cells: { offset: number; value: number | null; count: number; matured: number; complete: boolean }[];
  }[];
  average: { value: number | null }[];
}

const open = browser();

it("shows every cell as it was answered, and what is not known yet with its day", async () => {
  const { page, wrong } = await open("/");
  const answer = await answered<Retention>(page, "retention", async () => {
    await page.getByRole("link", { name: "Retention" }).first().click();
  });
  const table = page.getByRole("table", { name: "Who came back, by cohort" });
  const rows = await table.locator("tbody tr").all();
  expect(rows.length).toBe(answer.cohorts.length);
  for (const [index, cohort] of answer.cohorts.entries()) {
    const written = await rows[index]?.locator("td").allInnerTexts();
    expect(written?.[0]).toBe(String(cohort.size));
    for (const [column, cell] of cohort.cells.entries()) {
      const text = written?.[column + 1]?.trim() ?? "";
      if (cell.value === null) expect(text).toMatch(/^\d+ \w{3}$/);
      else expect(text).toBe(percent(cell.value));
    }
  }
  const averages = await table.locator("tfoot td").allInnerTexts();
  expect(averages.slice(1).map((text) => text.trim())).toEqual(answer.average.map((one) => percent(one.value ?? 0)));
  expect(wrong).toEqual([]);
});

it("goes among cells by arrow keys and tells each in a sentence", async () => {
  const { page } = await open("/");
  const answer = await answered<Retention>(page, "retention", () => page.goto(new URL("/retention", page.url()).href));
  await page.locator("tbody [data-at='0 0']").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  const cell = answer.cohorts[1]?.cells[1];
  const told = page.locator("p[aria-live]");
  await expect
    .poll(() => told.innerText())
    .toContain(`${percent(cell?.value ?? 0)}, ${cell?.count} of ${cell?.matured}`);
  await page.keyboard.press("End");
  await expect.poll(() => told.innerText()).toContain("not known yet; it needs data through");
});

it("follows amounts, cuts by plan, and keeps all of it in the address", async () => {
  const { page, wrong } = await open("/retention");
  await answered(page, "retention", () => page.getByLabel("Follow").selectOption("mrr"), "of=mrr");
  expect(new URL(page.url()).search).toBe("?of=mrr");
  expect(await page.getByLabel("Comes back with").isDisabled()).toBe(true);
  const cut = await answered<Retention>(
    page,
    "retention",
    () => page.getByLabel("Segment by").selectOption("plan"),
    "by=plan",
  );
  await page.getByLabel("Segment", { exact: true }).selectOption({ label: "studio" });
  const studio = cut.cohorts.filter((cohort) => cohort.by?.plan === "studio");
  const first = page.getByRole("table").locator("tbody tr").first();
  await expect.poll(() => first.locator("td").first().innerText()).toBe(String(studio[0]?.size));
  await page.reload();
  await page.getByRole("table").waitFor();
  expect(await page.getByLabel("Segment", { exact: true }).inputValue()).toBe('["studio"]');
  expect(wrong).toEqual([]);
});

it("asks in brackets, and saves what it shows", async () => {
  const { page } = await open("/retention");
  await page.getByRole("button", { name: "More options" }).click();
  await answered(page, "retention", () => page.getByLabel("Returns that count").selectOption("bracket"), "brackets");
  const heads = await page.getByRole("table").locator("thead th").allInnerTexts();
  expect(heads.slice(2)).toEqual(["0", "1–2", "3–6"]);
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).first().click(),
  ]);
  expect(csv.suggestedFilename()).toBe("retention.csv");
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "PNG" }).first().click(),
  ]);
  expect(png.suggestedFilename()).toBe("retention.png");
});

looksRight(open, "/retention", "retention");
