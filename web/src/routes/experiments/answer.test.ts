import { expect, it } from "vitest";
import { inUnit, toldApart } from "./answer";

it("gives means of money their currency", () => {
  expect(inUnit(9.241428571, "EUR")).toEqual({ amount: "9.2414", currency: "EUR" });
  expect(inUnit(0.45, undefined)).toBe(0.45);
  expect(inUnit(null, "EUR")).toBeNull();
});

it("tells apart only what an interval leaves no doubt about", () => {
  expect(toldApart({ low: 0.01, high: 0.2 })).toBe(true);
  expect(toldApart({ low: -0.2, high: -0.1 })).toBe(true);
  expect(toldApart({ low: -0.1, high: 0.2 })).toBe(false);
  expect(toldApart({ low: null, high: null })).toBe(false);
});
