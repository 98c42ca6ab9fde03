// Segments: from saved ones to who is in them, through RFM and its movement, to a set of one's own.
import { expect, it } from "vitest";
import * as format from "../src/lib/format";
import type { SegmentsAnswer } from "../src/routes/segments/answer";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("shows saved segments with the service's numbers, and who is in one", async () => {
  const { page, wrong } = await open("/segments");
  await settled(page);
  const answer = await told<SegmentsAnswer>("/api/analyses/segments");
  expect(await tableOf(page, "Saved segments")).toEqual(
    answer.classes.map((one) => [
      one.title,
      format.count(one.customers, "en"),
      one.value ? format.money(one.value, "en") : format.nothing,
    ]),
  );
  await accessible(page);
  await page.getByRole("button", { name: "Power users", exact: true }).click();
  await page.getByRole("dialog").getByRole("link").first().waitFor();
  expect(new URL(page.url()).searchParams.get("segment")).toBe("power_users");
  const size = answer.classes.find((one) => one.class === "power_users")?.customers ?? 0;
  expect(await page.getByRole("dialog").getByRole("link").count()).toBe(size);
  await shot(page, "segments-members");
  await page.keyboard.press("Escape");
  expect(new URL(page.url()).search).toBe("");
  expect(wrong).toEqual([]);
});

it("shows the grid of RFM and moves to its movement by key", async () => {
  const { page, wrong } = await open("/segments?view=rfm");
  await settled(page);
  const answer = await told<SegmentsAnswer>("/api/analyses/segments?scheme=rfm");
  const cell = answer.grid?.find((one) => one.recency === 5 && one.frequency === 5);
  const button = page.getByRole("button", {
    name: `Recency 5, frequency 5: Champions, ${format.count(cell?.customers ?? 0, "en")} customers`,
  });
  await button.waitFor();
  expect((await tableOf(page, "Classes")).map((row) => row[1])).toEqual(
    answer.classes.map((one) => format.count(one.customers, "en")),
  );
  await accessible(page);
  await page.getByRole("tab", { name: "RFM" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { name: "From class to class" }).waitFor();
  await settled(page);
  expect(new URL(page.url()).searchParams.get("view")).toBe("movement");
  await accessible(page);
  expect(wrong).toEqual([]);
});

it("builds a set whose size is the service's, and takes it back", async () => {
  const { page, wrong } = await open("/segments?view=builder");
  await settled(page);
  await page.getByLabel("Attribute").selectOption("segment");
  await page.getByLabel("Value").selectOption("buyers");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByLabel("Attribute").selectOption("country");
  await page.getByLabel("Value").locator("option[value=DE]").waitFor({ state: "attached" });
  await page.getByLabel("Value").selectOption("DE");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByText("segment:buyers and country = 'DE'").waitFor();
  await settled(page);
  const where = encodeURIComponent("segment:buyers and country = 'DE'");
  const answer = await told<{ rows: { value: number }[] }>(`/api/query?metrics=customers_at_end&where=${where}`);
  const size = answer.rows.at(-1)?.value ?? 0;
  await page
    .locator("dd.number", { hasText: format.count(size, "en") })
    .first()
    .waitFor();
  await accessible(page);
  await shot(page, "segments-builder");
  await page.getByRole("button", { name: "Remove country is DE" }).click();
  await page.getByText("segment:buyers", { exact: true }).waitFor();
  expect(wrong).toEqual([]);
});

looksRight(open, "/segments", "segments");
looksRight(open, "/segments?view=rfm", "segments-rfm");
looksRight(open, "/segments?view=movement", "segments-movement");
looksRight(open, "/segments?view=builder", "segments-builder");
