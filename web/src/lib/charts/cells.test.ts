import { expect, it } from "vitest";
import { ground, strength } from "./cells";

it("is as strong as the number's part of the largest", () => {
  expect(strength(5, 10)).toBe(0.5);
  expect(strength(0, 10)).toBeNull();
  expect(strength(null, 10)).toBeNull();
  expect(strength(1, 0)).toBeNull();
});

it("keeps the ground light enough for letters", () => {
  const cell = { text: "", label: "", raw: null };
  expect(ground({ ...cell, strength: 1 })).toBe("color-mix(in srgb, var(--accent) 44%, var(--surface))");
  expect(ground({ ...cell, strength: 0, colour: 8 })).toBe("color-mix(in srgb, var(--series-1) 6%, var(--surface))");
  expect(ground({ ...cell, strength: null })).toBe("transparent");
});
