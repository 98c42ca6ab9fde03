import { expect, it } from "vitest";
import { needsEnd, question } from "./asked";

it("follows everybody from the first time active", () => {
  expect(question(new URLSearchParams())).toMatchObject({ start: "first:active", end: undefined, unit: "month" });
});

it("names an end where the start happens at a moment", () => {
  expect(needsEnd(new URLSearchParams("begins=signup"))).toBe(true);
  expect(question(new URLSearchParams("begins=signup"))).toMatchObject({ start: "first:signup", end: "orders" });
  expect(question(new URLSearchParams("begins=signup&ends=trial_started&every=true"))).toMatchObject({
    start: "first:signup",
    end: "trial_started",
  });
});

it("follows every start of a state", () => {
  expect(question(new URLSearchParams("begins=subscriptions&every=true&project=24&explain=plan"))).toMatchObject({
    start: "subscriptions",
    project: "24",
    covariates: ["plan"],
  });
});
