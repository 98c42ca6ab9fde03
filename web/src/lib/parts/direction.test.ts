import { expect, it } from "vitest";
import { direction } from "./direction";

it("is for the better where more is better, and the other way round", () => {
  expect(direction(0.01, "higher")).toBe("better");
  expect(direction(0.01, "lower")).toBe("worse");
  expect(direction({ amount: "-3.20", currency: "EUR" }, "lower")).toBe("better");
  expect(direction(0.01, "neither")).toBe("neutral");
  expect(direction(0, "higher")).toBe("neutral");
  expect(direction(null, "higher")).toBe("none");
});
