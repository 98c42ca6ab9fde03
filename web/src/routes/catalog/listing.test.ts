import { expect, it } from "vitest";
import type { Metric } from "$lib/api/answers";
import { grouped, listed, search } from "./listing";

const metric = (id: string, area: string, title: string, question = "") =>
  ({ metric: id, area, title, question }) as Metric;
const list = listed(
  [
    metric("nrr", "value", "Net revenue retention (NRR)"),
    metric("churn_rate", "retention", "Churn rate", "Who leaves?"),
  ],
  [metric("nrr", "value", "净收入留存率（NRR）")],
);
const ids = (typed: string, area = "all") => search(list, typed, area).map((one) => one.metric.metric);

it("finds by either language, by id and by question", () => {
  expect(ids("留存")).toEqual(["nrr"]);
  expect(ids("net retention")).toEqual(["nrr"]);
  expect(ids("churn_r")).toEqual(["churn_rate"]);
  expect(ids("leaves")).toEqual(["churn_rate"]);
  expect(ids("")).toEqual(["nrr", "churn_rate"]);
  expect(ids("", "retention")).toEqual(["churn_rate"]);
});

it("groups in the order of a customer's life, own areas last", () => {
  const own = listed([metric("x", "mine", "X")], []);
  expect(grouped([...own, ...list]).map((group) => group.area)).toEqual(["retention", "value", "mine"]);
});
