// Forecast: what is expected, how it was judged, and its table.
import { expect, it } from "vitest";
import * as format from "../src/lib/format";
import type { ForecastAnswer } from "../src/routes/forecast/answer";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("foretells with an interval and says how such forecasts did", async () => {
  const { page, wrong } = await open("/forecast");
  await settled(page);
  await page.getByLabel("How many").selectOption("3");
  await settled(page);
  const answer = await told<ForecastAnswer>("/api/analyses/forecast?metric=mrr&periods=3");
  const first = answer.rows[0];
  if (!first) throw new Error("nothing is foretold");
  await page
    .getByText(format.value(first.value, "money", "en"), { exact: true })
    .first()
    .waitFor();
  await page
    .getByText(format.interval(first, "money", "en") ?? "", { exact: true })
    .first()
    .waitFor();
  const methods = await tableOf(page, "Can it be trusted?");
  expect(methods.map((row) => row[2])).toEqual(
    [answer.holdout?.smoothing, answer.holdout?.seasonal_naive].map((one) =>
      format.value(one?.mase ?? null, "ratio", "en"),
    ),
  );
  await accessible(page);
  await shot(page, "forecast");
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const rows = await tableOf(page, "Monthly recurring revenue (MRR): so far and expected");
  expect(rows).toHaveLength(answer.history.length + answer.rows.length);
  expect(rows.at(-1)?.[2]).toBe(format.value(answer.rows.at(-1)?.value ?? null, "money", "en"));
  expect(wrong).toEqual([]);
});

it("says what to do where too little is known", async () => {
  const { page } = await open("/forecast?grain=year");
  await page.getByText("Too little is known to foretell it").waitFor();
  await accessible(page);
});

looksRight(open, "/forecast", "forecast");
