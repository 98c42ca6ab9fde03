// Satisfaction: the questions by touchpoint, support times, comments by sentiment.
import { expect, it } from "vitest";
import type { QueryAnswer } from "../src/lib/api/answers";
import * as format from "../src/lib/format";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("shows CSAT by touchpoint with the service's numbers", async () => {
  const { page, wrong } = await open("/satisfaction");
  await settled(page);
  await page.getByRole("tab", { name: "CSAT" }).click();
  await settled(page);
  const months = await told<QueryAnswer>("/api/query?metrics=csat&grain=month");
  const [first, last] = [months.rows[0], months.rows.at(-1)];
  const answer = await told<QueryAnswer>(`/api/query?metrics=csat&from=${first?.start}&to=${last?.end}&by=touchpoint`);
  await page.getByRole("button", { name: "Table", exact: true }).nth(1).click();
  expect(await tableOf(page, "Chart of By touchpoint")).toEqual(
    answer.rows.map((row) => [
      row.by?.touchpoint,
      format.value(row.value, "share", "en"),
      format.interval(row, "share", "en"),
      format.count(row.eligible ?? 0, "en"),
    ]),
  );
  await accessible(page);
  await shot(page, "satisfaction");
  expect(wrong).toEqual([]);
});

it("narrows comments to negative ones", async () => {
  const { page, wrong } = await open("/satisfaction");
  await settled(page);
  await page.getByLabel("Sentiment").selectOption("negative");
  await settled(page);
  const rows = await tableOf(page, "In their words");
  expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(["negative"]));
  expect(wrong).toEqual([]);
});

looksRight(open, "/satisfaction", "satisfaction");
