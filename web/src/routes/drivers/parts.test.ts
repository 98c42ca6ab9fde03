import { expect, it } from "vitest";
import type { DriverPart, Value } from "$lib/api/answers";
import { dimensions, plain, same, shown, sum } from "./parts";

function part(dimension: string, value: string | null, effect: Value, gathered?: number): DriverPart {
  return {
    dimension,
    value,
    mix: 0,
    rate: effect,
    effect,
    share_of_change: null,
    before: null,
    after: null,
    beyond_size: 0,
    ...(gathered ? { gathered } : {}),
  };
}
const parts = [
  part("plan", "pro", 0.1),
  part("plan", null, -0.3, 4),
  part("country", "DE", -0.2),
  part("plan", "go", 0.15),
];

it("shows the strongest over all dimensions, or all of one with the gathered rest last", () => {
  expect(dimensions(parts)).toEqual(["plan", "country"]);
  expect(shown(parts, null).map((one) => one.value)).toEqual(["DE", "go", "pro"]);
  expect(shown(parts, "plan").map((one) => one.value)).toEqual(["go", "pro", null]);
});

it("adds up in decimals", () => {
  expect(sum([0.1, 0.2])).toBe("0.3");
  expect(sum([-9.3e-6, 0.0176489])).toBe("0.0176396");
  expect(sum([{ amount: "-1.2500", currency: "EUR" }, { amount: "0.25", currency: "EUR" }, null])).toBe("-1.0000");
  expect(same("-1.0000", "-1")).toBe(true);
  expect(same("0.3", "0.31")).toBe(false);
});

it("writes floats without an exponent", () => {
  expect(plain(-9.3e-6)).toBe("-0.0000093");
  expect(plain(1.5e21)).toBe("1500000000000000000000");
  expect(plain(0.25)).toBe("0.25");
});
