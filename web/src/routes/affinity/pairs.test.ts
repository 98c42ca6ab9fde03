import { expect, it } from "vitest";
import { found, top, type Pair } from "./pairs";

const pair = (a: string, b: string): Pair => ({ a, b }) as Pair;
const pairs = [pair("lamp", "chili"), pair("chili", "lamp"), pair("soil", "bulbs")];

it("shows each two once where the order says nothing", () => {
  expect(top(pairs, true).map((one) => one.a)).toEqual(["lamp", "soil"]);
  expect(top(pairs, false)).toHaveLength(3);
  expect(top(pairs, false, 1)).toHaveLength(1);
});

it("finds pairs by words of either", () => {
  expect(found(pairs, "CHILI lamp")).toHaveLength(2);
  expect(found(pairs, " ")).toHaveLength(3);
});
