import { expect, it } from "vitest";
import { question } from "./asked";

it("asks for the customers of three years to come", () => {
  expect(question(new URLSearchParams())).toMatchObject({ customers: true, periods: "36", until: undefined });
});

it("judges only by days after what is known", () => {
  expect(question(new URLSearchParams("until=2025-06-30&holdout=2025-12-31"))).toMatchObject({ holdout: "2025-12-31" });
  expect(question(new URLSearchParams("until=2025-06-30&holdout=2025-06-01"))).toMatchObject({ holdout: undefined });
  expect(question(new URLSearchParams("holdout=2025-06-01"))).toMatchObject({ holdout: undefined });
});

it("asks for cohorts by themselves", () => {
  expect(
    question(new URLSearchParams("view=cohorts&grain=quarter&model=pareto_nbd&subject=account&basis=usage")),
  ).toEqual({
    model: "pareto_nbd",
    subject: "account",
    cohorts: true,
    grain: "quarter",
  });
});
