// Paths: the tree opened by clicks and keys, followed forward and back, cut by plan, with the table behind its picture.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { PathNode, PathsAnswer } from "../src/lib/api/analyses";
import { answered, arrived, isPng, list, looksRight, percent, saved, whole } from "./asked";
import { accessible, browser, settled, shot } from "./browser";
import { tableOf } from "./shown";

const open = browser();
const known: Record<string, string> = { signup: "Sign-up", page: "Page views", screen: "App screens", visit: "Visit" };
const named = (event: string) => known[event] ?? event.charAt(0).toUpperCase() + event.slice(1).replaceAll("_", " ");
const nameOf = (node: PathNode) =>
  node.event === null ? `${whole(node.gathered ?? 0)} other events` : named(node.event);

/** The rows of the table as the answer wants them, each with the names that lead to it. */
function rowsOf(node: PathNode, before: readonly string[] = []): string[][] {
  const names = [...before, nameOf(node)];
  const row = [
    names.join(" → "),
    String(before.length),
    whole(node.customers),
    percent(node.share),
    percent(node.share_of_all),
    whole(node.ended),
    whole(node.beyond),
  ];
  return [row, ...node.children.flatMap((child) => rowsOf(child, names))];
}

/** What one row of the tree says. */
function lineOf(node: PathNode, words = "went no further"): string[] {
  const gone = node.customers === 0 ? 0 : node.ended / node.customers;
  return [nameOf(node), whole(node.customers), percent(node.share), `${whole(node.ended)} ${words} (${percent(gone)})`];
}

/** The rows of the tree that are open. */
async function lines(page: Page): Promise<string[][]> {
  const texts = await page
    .getByRole("treeitem")
    .evaluateAll((items) =>
      items.map((item) => (item.firstElementChild as HTMLElement).innerText.split("\n").map((part) => part.trim())),
    );
  return texts.map((parts) => parts.filter(Boolean));
}

const here = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.id ?? "nowhere");

it("shows the tree and its table as they were answered", async () => {
  const { page, wrong, answer } = await arrived<PathsAnswer>(open, "/paths", "paths");
  const { tree } = answer;
  const first = tree.children[0];
  expect(await lines(page)).toEqual(
    [tree, ...(first ? [first, ...first.children] : []), ...tree.children.slice(1)].map((node) => lineOf(node)),
  );
  await page.getByRole("button", { name: "Table", exact: true }).click();
  expect(await tableOf(page, "Chart of Flow")).toEqual(rowsOf(tree));
  const { name, text } = await saved(page, page.getByRole("main").getByRole("button", { name: "CSV" }).last());
  expect(name).toBe("paths.csv");
  expect(text.trim().split("\r\n").length - 1).toBe(rowsOf(tree).length);
  expect(wrong).toEqual([]);
});

it("is gone through by arrow keys, and opened and closed by keys and clicks", async () => {
  const { page, wrong, answer } = await arrived<PathsAnswer>(open, "/paths", "paths");
  const last = answer.tree.children.length - 1;
  await page.getByRole("treeitem").first().focus();
  for (const [key, at] of [
    ["ArrowDown", "0/0"],
    ["ArrowRight", "0/0/0"],
    ["ArrowLeft", "0/0"],
    ["Home", "0"],
    ["End", `0/${last}`],
    ["ArrowLeft", "0"],
  ] as const) {
    await page.keyboard.press(key);
    expect([key, await here(page)]).toEqual([key, at]);
  }
  const root = page.getByRole("treeitem").first();
  await page.keyboard.press("Enter");
  expect(await root.getAttribute("aria-expanded")).toBe("false");
  expect(await lines(page)).toEqual([lineOf(answer.tree)]);
  await page.keyboard.press("ArrowRight");
  expect(await root.getAttribute("aria-expanded")).toBe("true");
  const second = answer.tree.children[1];
  if (!second || second.children.length === 0) throw new Error("nothing follows the second event");
  const shown = await page.getByRole("treeitem").count();
  await page.locator("[data-id='0/1'] > .row").click();
  expect(await page.getByRole("treeitem").count()).toBe(shown + second.children.length);
  expect(wrong).toEqual([]);
});

it("follows back to what came before, further and among more events", async () => {
  const { page, wrong } = await arrived<PathsAnswer>(open, "/paths", "paths");
  await answered(page, "paths", () => list(page, "Event").selectOption("subscription_started"), "start=subscription");
  const back = await answered<PathsAnswer>(page, "paths", () => list(page, "Follow").selectOption("before"), "end=");
  expect(back.direction).toBe("before");
  await page.getByRole("tree", { name: "Paths to Subscription started" }).waitFor();
  expect((await lines(page))[0]).toEqual(lineOf(back.tree, "began here"));
  await shot(page, "paths-before");
  await answered(page, "paths", () => list(page, "Steps").selectOption("2"), "depth=2");
  await answered(page, "paths", () => list(page, "Within").selectOption("30d"), "within=30d");
  await page.getByRole("button", { name: "More options" }).press("Enter");
  await answered(page, "paths", () => list(page, "Events told at each step").selectOption("2"), "top=2");
  await answered(page, "paths", () => list(page, "The same again at once").selectOption("true"), "collapse=true");
  const told = await answered<PathsAnswer>(
    page,
    "paths",
    () => list(page, "Leave out").selectOption("onboarding_completed"),
    "exclude=onboarding_completed",
  );
  const deep = (node: PathNode): PathNode[] => [node, ...node.children.flatMap(deep)];
  expect(deep(told.tree).map((node) => node.event)).not.toContain("onboarding_completed");
  expect(told.tree.children.length).toBeLessThanOrEqual(3);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  expect(await tableOf(page, "Chart of Flow")).toEqual(rowsOf(told.tree));
  const again = await answered<PathsAnswer>(page, "paths", () => page.reload());
  expect(again.tree).toEqual(told.tree);
  expect(await list(page, "Leave out").inputValue()).toBe("onboarding_completed");
  expect(wrong).toEqual([]);
});

it("cuts by plan, and says of one plan what its condition says", async () => {
  const { page, wrong } = await arrived<PathsAnswer>(open, "/paths?within=1h", "paths");
  const cut = await answered<PathsAnswer>(
    page,
    "paths",
    () => list(page, "Segment by").selectOption("plan"),
    "by=plan",
  );
  expect((await lines(page))[0]).toEqual(lineOf(cut.tree));
  await list(page, "Segment").selectOption({ label: "studio" });
  const studio = cut.parts?.find((part) => part.by.plan === "studio");
  if (!studio) throw new Error("nobody has the plan");
  await expect.poll(async () => (await lines(page))[0]).toEqual(lineOf(studio.tree));
  await page.reload();
  await page.getByRole("tree").waitFor();
  expect(await list(page, "Segment").inputValue()).toBe('["studio"]');
  expect((await lines(page))[0]).toEqual(lineOf(studio.tree));
  await answered(page, "paths", () => list(page, "Segment by").selectOption(""));
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Only customers who").fill("plan = 'studio'");
  const alone = await answered<PathsAnswer>(page, "paths", () => page.keyboard.press("Enter"), "where=plan");
  expect(alone.tree).toEqual(studio.tree);
  await answered(page, "paths", () => list(page, "Count").selectOption("account"), "subject=account");
  expect(wrong).toEqual([]);
});

it("keeps a range of one's own, and saves what it shows", async () => {
  const { page, wrong } = await arrived<PathsAnswer>(open, "/paths?depth=2", "paths");
  await list(page, "Range").selectOption("own");
  await page.getByLabel("From", { exact: true }).fill("2025-01-01");
  const told = await answered<PathsAnswer>(
    page,
    "paths",
    () => page.getByLabel("Last day").fill("2025-03-31"),
    "to=2025-04-01",
  );
  await page.getByText("1 Jan 2025 to 31 Mar 2025").waitFor();
  const full = await saved(page, page.getByRole("main").getByRole("button", { name: "CSV" }).first());
  expect(full.name).toBe("paths.csv");
  expect(full.text).toContain(String(told.tree.children[0]?.share));
  const picture = await saved(page, page.getByRole("button", { name: "PNG" }));
  expect(picture.name).toBe("paths.png");
  expect(isPng(picture.bytes)).toBe(true);
  await list(page, "Range").selectOption("");
  await settled(page);
  expect(new URL(page.url()).search).toBe("?depth=2");
  expect(wrong).toEqual([]);
});

it("says what to do about a question that cannot be answered", async () => {
  const { page } = await open("/paths?event=nosuch");
  await page.getByRole("alert").getByText("nosuch").first().waitFor();
  await accessible(page);
  await shot(page, "paths-refused");
  await answered(page, "paths", () => list(page, "Event").selectOption("signup"));
  await page.getByRole("tree", { name: "Paths from Sign-up" }).waitFor();
});

looksRight(open, "/paths", "paths");
