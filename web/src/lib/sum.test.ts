import { expect, it } from "vitest";
import { isZero, negative, sum } from "./sum";

it("adds to the last digit, where floats would not", () => {
  expect(sum(["0.1000", "0.2000"])).toBe("0.3000");
  expect(sum(["9007199254740993.0001", "-0.00005"])).toBe("9007199254740993.00005");
  expect(sum(["1.50", "-2.75"])).toBe("-1.25");
  expect(sum([])).toBe("0");
});

it("turns signs and knows nothing when it sees it", () => {
  expect([negative("1.20"), negative("-1.20"), negative("0.0000"), negative("-0.00")]).toEqual([
    "-1.20",
    "1.20",
    "0.0000",
    "0.00",
  ]);
  expect([isZero("0.0000"), isZero("-0.0"), isZero("0.0001")]).toEqual([true, true, false]);
});
