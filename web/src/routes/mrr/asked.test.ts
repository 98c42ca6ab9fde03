import { expect, it } from "vitest";
import { behind, question, reconciliation } from "./asked";

it("asks for months under the rules of the workspace", () => {
  expect(question(new URLSearchParams())).toEqual({ grain: "month", profile: undefined, by: undefined });
});

it("asks for the customers of one period alone", () => {
  expect(
    behind(new URLSearchParams("from=2025-01-01&to=2026-01-01&where=x"), { start: "2025-03-01", end: "2025-04-01" }),
  ).toEqual({
    grain: "month",
    where: "x",
    profile: undefined,
    from: "2025-03-01",
    to: "2025-04-01",
    customers: true,
  });
});

it("compares two profiles, never one with itself", () => {
  expect(reconciliation(new URLSearchParams("compare=stripe"), "tenure")?.reconcile).toEqual(["tenure", "stripe"]);
  expect(reconciliation(new URLSearchParams("compare=tenure"), "tenure")).toBeNull();
  expect(reconciliation(new URLSearchParams("compare=stripe"), undefined)).toBeNull();
});
