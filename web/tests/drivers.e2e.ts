// Drivers: one metric cut by one attribute, whose parts add up to the change.
import { expect, it } from "vitest";
import type { DriversAnswer } from "../src/lib/api/answers";
import * as format from "../src/lib/format";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("cuts a change by an attribute, in words and in parts that add up", async () => {
  const { page, wrong } = await open("/drivers?metric=nrr&from=2025-11&to=2025-12");
  await settled(page);
  const answer = await told<DriversAnswer>("/api/analyses/drivers?metric=nrr&from=2025-11&to=2025-12");
  for (const sentence of answer.said.strengths) await page.getByText(sentence).waitFor();
  await page
    .getByText(format.change(answer.change, null, answer.unit, "en"), { exact: true })
    .first()
    .waitFor();
  await page.getByLabel("Cut by", { exact: true }).selectOption("plan");
  await page.getByText("equal to the change").waitFor();
  expect(new URL(page.url()).searchParams.get("by")).toBe("plan");
  const parts = answer.by
    .filter((part) => part.dimension === "plan" && part.gathered === undefined)
    .toSorted((a, b) => Math.abs(Number(b.effect)) - Math.abs(Number(a.effect)));
  const shown = await tableOf(page, "Parts and their effects");
  expect(shown.map((row) => [row[0], row[7]])).toEqual(
    parts.map((part) => [part.value ?? "no value", format.change(part.effect, null, answer.unit, "en")]),
  );
  await accessible(page);
  await shot(page, "drivers");
  expect(wrong).toEqual([]);
});

looksRight(open, "/drivers", "drivers");
