import { expect, it } from "vitest";
import { condition, conjunction, within } from "./condition";

it("makes conditions and quotes what people write", () => {
  expect(condition("plan", "is", ["pro"])).toBe("plan = 'pro'");
  expect(condition("plan", "is_not", ["pro", "team"])).toBe("plan not in ('pro', 'team')");
  expect(condition("plan", "is", [null])).toBe("plan is null");
  expect(condition("plan", "is", [null, "pro"])).toBe("(plan is null or plan = 'pro')");
  expect(condition("Höhe", "is", ["O'Hara"])).toBe(`"Höhe" = 'O''Hara'`);
});

it("holds within a part", () => {
  expect(within(undefined, undefined)).toBeUndefined();
  expect(within("a = 1 or b = 2", { plan: "pro", country: null })).toBe(
    "(a = 1 or b = 2) and (plan = 'pro') and (country is null)",
  );
});

it("joins conditions, each on its own", () => {
  expect(conjunction([])).toBeUndefined();
  expect(conjunction(["a = 1 or b = 2"])).toBe("a = 1 or b = 2");
  expect(conjunction(["a = 1 or b = 2", "c = 3"])).toBe("(a = 1 or b = 2) and (c = 3)");
});
