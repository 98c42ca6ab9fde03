// Affinity: pairs of products, then of categories one after the other, and what customers may take next.
import { expect, it } from "vitest";
import * as format from "../src/lib/format";
import type { Pair } from "../src/routes/affinity/pairs";
import { looksRight } from "./asked";
import { accessible, browser, settled, shot, told } from "./browser";
import { tableOf } from "./shown";

const open = browser();

it("shows pairs with the service's numbers, and finds one", async () => {
  const { page, wrong } = await open("/affinity");
  await settled(page);
  const answer = await told<{ pairs: Pair[]; counted: number }>("/api/analyses/affinity");
  const written = (pair: Pair) => [
    pair.a,
    pair.b,
    format.count(pair.count, "en"),
    format.share(pair.support, "en", 2),
    format.share(pair.confidence, "en"),
  ];
  expect((await tableOf(page, "All pairs")).slice(0, 5).map((row) => row.slice(0, 5))).toEqual(
    answer.pairs.slice(0, 5).map(written),
  );
  await page.getByText(format.count(answer.counted, "en"), { exact: true }).waitFor();
  await accessible(page);
  await shot(page, "affinity");
  await page.getByRole("searchbox", { name: "Search" }).fill("chili lamp");
  await page.waitForFunction(() => location.search.includes("q=chili"));
  expect(await tableOf(page, "All pairs")).toHaveLength(
    answer.pairs.filter((pair) => `${pair.a} ${pair.b}`.includes("chili") && `${pair.a} ${pair.b}`.includes("lamp"))
      .length,
  );
  await page.getByLabel("Pairs of").selectOption("category");
  await page.getByLabel("Bought").selectOption("sequence");
  await settled(page);
  expect(new URL(page.url()).searchParams.get("order")).toBe("sequence");
  expect(wrong).toEqual([]);
});

looksRight(open, "/affinity", "affinity");
