// Scores: the list, one score's ledger, and how well such scores did.
import { expect, it } from "vitest";
import * as format from "../src/lib/format";
import type { ScoresAnswer } from "../src/routes/scores/answer";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("opens what a health score is made of, whose lines are the score", async () => {
  const { page, wrong } = await open("/scores");
  await settled(page);
  const answer = await told<ScoresAnswer>("/api/analyses/health?page_size=50&grain=month");
  const first = answer.scores[0];
  if (!first) throw new Error("nobody is scored");
  const list = await tableOf(page, "Lowest health first");
  expect(list.slice(0, 5).map((row) => row[1])).toEqual(
    answer.scores.slice(0, 5).map((row) => format.value(row.score, "points", "en")),
  );
  await page
    .getByText(format.value(answer.model.auc, "ratio", "en"), { exact: true })
    .first()
    .waitFor();
  await accessible(page);
  await page.getByRole("button", { name: first.customer_id ?? "", exact: true }).click();
  await page.getByRole("dialog").waitFor();
  expect((await tableOf(page, "What the score is made of")).map((row) => row[2])).toEqual(
    first.ledger.map((line) => format.value(line.points, "points", "en")),
  );
  await accessible(page);
  await shot(page, "scores-ledger");
  expect(wrong).toEqual([]);
});

it("goes to leads and keeps that in the address", async () => {
  const { page, wrong } = await open("/scores");
  await settled(page);
  await page.getByRole("tab", { name: "Leads" }).click();
  await page.getByRole("heading", { name: "Most promising first" }).waitFor();
  await settled(page);
  expect(new URL(page.url()).searchParams.get("score")).toBe("leads");
  const answer = await told<ScoresAnswer>("/api/analyses/leads?page_size=50");
  expect((await tableOf(page, "Most promising first"))[0]?.slice(0, 2)).toEqual([
    answer.scores[0]?.lead_id,
    format.value(answer.scores[0]?.score ?? null, "points", "en"),
  ]);
  await accessible(page);
  expect(wrong).toEqual([]);
});

looksRight(open, "/scores", "scores");
