import { expect, it } from "vitest";
import { change, href, match, oneOf, whole } from "./url";

it("makes addresses and leaves out what is not set", () => {
  expect(href("/metrics/nrr", { by: ["plan", "channel"], grain: "month", compare: null, where: "" })).toBe(
    "/metrics/nrr?by=plan&by=channel&grain=month",
  );
  expect(href("/")).toBe("/");
});

it("changes some parameters and keeps the others", () => {
  const before = new URLSearchParams("grain=month&by=plan");
  expect(change(before, { by: [], compare: "year" }).toString()).toBe("grain=month&compare=year");
  expect(before.toString()).toBe("grain=month&by=plan");
});

it("reads words and numbers and falls back where the address is wrong", () => {
  const search = new URLSearchParams("grain=fortnight&page=3&size=x");
  expect(oneOf(search, "grain", ["month", "week"])).toBe("month");
  expect(whole(search, "page", 1)).toBe(3);
  expect(whole(search, "size", 50)).toBe(50);
});

it("matches patterns", () => {
  expect(match("/metrics/:id", "/metrics/nrr")).toEqual({ id: "nrr" });
  expect(match("/customers/:id", "/customers/main%3Ac1")).toEqual({ id: "main:c1" });
  expect(match("/metrics", "/metrics/nrr")).toBeNull();
  expect(match("/", "/")).toEqual({});
  expect(match("/:id", "/%E0%A4%A")).toBeNull();
});
