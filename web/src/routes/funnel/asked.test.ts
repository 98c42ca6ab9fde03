import { expect, it } from "vitest";
import { chosen, firstSteps, moved, question } from "./asked";

it("begins with steps that the data has", () => {
  expect(firstSteps(["page", "subscription_started", "signup"])).toEqual(["signup", "subscription_started"]);
  expect(firstSteps([])).toEqual(["visits", "orders"]);
});

it("reads steps one by one or with commas", () => {
  expect(chosen(new URLSearchParams("steps=a&steps=b,c"), []).steps).toEqual(["a", "b", "c"]);
  expect(chosen(new URLSearchParams(), ["x", "y"]).steps).toEqual(["x", "y"]);
});

it("asks for no particular attempt where all are counted", () => {
  const asked = question(new URLSearchParams("steps=a,b&count=attempts&match=first&immature=true&by=plan"), []);
  expect(asked).toMatchObject({ count: "attempts", match: undefined, include_immature: true, by: ["plan"] });
});

it("moves a step, and none beyond the ends", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
