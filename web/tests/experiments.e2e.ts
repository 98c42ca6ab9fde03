// Experiments: one judged by two outcomes, and one planned.
import { expect, it } from "vitest";
import * as format from "../src/lib/format";
import type { ExperimentAnswer, PlanAnswer } from "../src/routes/experiments/answer";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("judges the experiment that ran, and says whether the split can be trusted", async () => {
  const { page, wrong } = await open("/experiments");
  await settled(page);
  await page.getByText("Split as meant").waitFor();
  const answer = await told<ExperimentAnswer>(
    "/api/analyses/experiment?name=guided-setup&metric=new_customers&window=28d",
  );
  expect((await tableOf(page, "Each variant")).map((row) => row.slice(1, 4))).toEqual(
    answer.variants.map((row) => [
      format.count(row.exposed, "en"),
      format.count(row.n, "en"),
      format.value(row.mean, answer.unit, "en"),
    ]),
  );
  const row = (await tableOf(page, "Against the control"))[0];
  expect(row?.[1]).toBe(format.change(answer.comparisons[0]?.effect.value ?? null, null, answer.unit, "en"));
  await accessible(page);
  await shot(page, "experiments");
  await page.getByLabel("Outcome").selectOption("revenue");
  await page.getByText("Not told apart").waitFor();
  const money = await told<ExperimentAnswer>("/api/analyses/experiment?name=guided-setup&metric=revenue&window=28d");
  expect((await tableOf(page, "Each variant")).map((row) => row[3])).toEqual(
    money.variants.map((row) => format.value(row.mean, "money", "en")),
  );
  expect(wrong).toEqual([]);
});

it("plans one", async () => {
  const { page, wrong } = await open("/experiments");
  await settled(page);
  await page.getByRole("tab", { name: "Plan" }).click();
  await page.getByLabel("Customers a day").fill("100");
  await page.keyboard.press("Enter");
  await page.getByText("Days", { exact: true }).waitFor();
  const answer = await told<PlanAnswer>("/api/analyses/experiment?plan=true&baseline=10%25&effect=2%25&per_day=100");
  await page.getByText(format.count(answer.customers, "en"), { exact: true }).waitFor();
  await page.getByText(format.count(answer.days ?? 0, "en"), { exact: true }).waitFor();
  await accessible(page);
  expect(wrong).toEqual([]);
});

looksRight(open, "/experiments", "experiments");
looksRight(open, "/experiments?view=plan", "experiments-plan");
