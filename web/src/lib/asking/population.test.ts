import { expect, it } from "vitest";
import { populationOf, rangeOf, setCount } from "./population";

it("asks nothing of what is as by default", () => {
  expect(populationOf(new URLSearchParams("subject=customer&basis=nonsense&where= "))).toEqual({});
  expect(populationOf(new URLSearchParams("subject=account&basis=usage&where=plan = 'a'"))).toEqual({
    subject: "account",
    basis: "usage",
    where: "plan = 'a'",
  });
});

it("takes a range only as a whole", () => {
  expect(rangeOf(new URLSearchParams("from=2025-01-01&to=2025-02-01"))).toEqual({
    from: "2025-01-01",
    to: "2025-02-01",
  });
  expect(rangeOf(new URLSearchParams("from=2025-01-01"))).toEqual({});
  expect(rangeOf(new URLSearchParams("from=2025-02-01&to=2025-01-01"))).toEqual({});
  expect(rangeOf(new URLSearchParams("from=2025-13-01&to=2026-01-01"))).toEqual({});
});

it("counts what is set", () => {
  expect(setCount(new URLSearchParams("where=x&basis="), ["where", "basis", "subject"])).toBe(1);
});
