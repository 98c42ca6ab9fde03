import { expect, it } from "vitest";
import { read, setOf, where, written } from "./conditions";

it("keeps conditions in the address", () => {
  const condition = { attribute: "city", relation: "is" as const, value: "Köln: Mitte" };
  expect(written(condition)).toBe("city:is:Köln: Mitte");
  expect(read([written(condition), "plan:not:", "x'; drop:is:1", "segment:maybe:a"])).toEqual([
    condition,
    { attribute: "plan", relation: "not", value: null },
  ]);
});

it("writes them as the service reads them", () => {
  expect(where({ attribute: "name", relation: "is", value: "O'Neil" })).toBe("name = 'O''Neil'");
  expect(where({ attribute: "plan", relation: "not", value: "pro" })).toBe("plan is distinct from 'pro'");
  expect(where({ attribute: "plan", relation: "is", value: null })).toBe("plan is null");
  expect(where({ attribute: "segment", relation: "not", value: "churned" })).toBe("not segment:churned");
});

it("joins them", () => {
  const conditions = read(["country:is:DE", "segment:is:buyers"]);
  expect(setOf(conditions, "all")).toBe("country = 'DE' and segment:buyers");
  expect(setOf(conditions, "any")).toBe("country = 'DE' or segment:buyers");
  expect(setOf([], "all")).toBe("");
});
