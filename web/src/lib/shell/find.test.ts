import { expect, it } from "vitest";
import { find, type Entry } from "./find";

const entries: Entry[] = [
  { id: "1", group: "pages", text: "Retention" },
  { id: "2", group: "metrics", text: "Net revenue retention (NRR)", also: "nrr" },
  { id: "3", group: "metrics", text: "客户保留率", also: "customer_retention_rate" },
  { id: "4", group: "actions", text: "Dark" },
];
const ids = (typed: string) => find(entries, typed).map((entry) => entry.id);

it("puts the exact name first, then what words begin with", () => {
  expect(ids("nrr")).toEqual(["2"]);
  expect(ids("retention")).toEqual(["1", "2", "3"]);
  expect(ids("net ret")).toEqual(["2"]);
  expect(ids("保留")).toEqual(["3"]);
  expect(ids("zzz")).toEqual([]);
});

it("offers pages and actions before anything is typed", () => {
  expect(ids("")).toEqual(["1", "4"]);
});
