import { expect, it } from "vitest";
import { odds, probability, strongest, total } from "./ledger";

const ledger = [
  { component: "usage", points: 0.1 },
  { component: "support", points: -0.4 },
  { component: "payment", points: 0.2 },
];

it("adds up and puts the strongest first", () => {
  expect(total(ledger)).toBe(-0.1);
  expect(total(ledger, 1)).toBe(0.9);
  expect(strongest(ledger).map((line) => line.component)).toEqual(["support", "payment", "usage"]);
});

it("reads log odds", () => {
  expect(probability(0)).toBe(0.5);
  const components = [
    { component: "a", coefficient: 0, mean: 0, deviation: 1 },
    { component: "b", coefficient: -1, mean: 0, deviation: 1 },
  ];
  expect(odds({ customers: 1, left: 1, base: 0, components }).map((one) => one.component)).toEqual(["b", "a"]);
});
