import { expect, it } from "vitest";
import { windowOptions } from "./window";

it("puts the shortest first, and what is chosen among the others", () => {
  const options = windowOptions(["7d", "24h"], "2w", "en");
  expect(options.map((option) => option.value)).toEqual(["24h", "7d", "2w"]);
  expect(options.map((option) => option.text)).toEqual(["1 d", "7 d", "14 d"]);
});

it("leaves as it is what cannot be read", () => {
  expect(windowOptions(["7d"], "soon", "en").at(-1)).toEqual({ value: "soon", text: "soon" });
});
