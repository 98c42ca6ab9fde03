import { expect, it } from "vitest";
import { toldApart } from "./answer";

it("tells apart only what an interval leaves no doubt about", () => {
  expect(toldApart({ low: 0.01, high: 0.2 })).toBe(true);
  expect(toldApart({ low: -0.2, high: -0.1 })).toBe(true);
  expect(toldApart({ low: -0.1, high: 0.2 })).toBe(false);
  const euros = (amount: string) => ({ amount, currency: "EUR" });
  expect(toldApart({ low: euros("0.0100"), high: euros("2.0000") })).toBe(true);
  expect(toldApart({ low: euros("-0.0100"), high: euros("2.0000") })).toBe(false);
  expect(toldApart({ low: null, high: null })).toBe(false);
});
