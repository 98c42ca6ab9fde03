import { expect, it } from "vitest";
import { newestIn } from "./newest";

it("finds the newest day of a column", () => {
  expect(newestIn("00004,19970101\n00004,19980630\r\n1,19970118\n", ",", 1)).toBe("1998-06-30");
  expect(newestIn("2025-12-31T23:00:00Z;1\n2025-01-01;2\n", ";", 0)).toBe("2025-12-31");
  expect(newestIn("2024/02/29 10:00,x", ",", 0)).toBe("2024-02-29");
});

it("says nothing about shapes it cannot be sure of", () => {
  expect(newestIn("03/04/2024\n1735689600\nnever\n", ",", 0)).toBeNull();
  expect(newestIn('"a,b",2025-01-01', ",", 1)).toBeNull();
});
