import { expect, it } from "vitest";
import { beginning, months } from "./elsewhere";

it("begins with orders where nothing else makes a customer", () => {
  const orders = { table: "orders", rows: 5 };
  expect(beginning("subscription", [orders])).toEqual({ begins: "orders" });
  expect(beginning("subscription", [orders, { table: "subscription_changes", rows: 0 }])).toEqual({ begins: "orders" });
  expect(beginning("subscription", [orders, { table: "subscription_changes", rows: 1 }])).toEqual({});
  expect(beginning("purchase", [orders])).toEqual({});
  expect(beginning("subscription", [{ table: "events", rows: 1 }])).toEqual({});
});

it("takes the months in which customers came, a year of them at most", () => {
  expect(months("1997-01-01", "1997-03-25")).toEqual({ from: "1997-01-01", to: "1997-04-01" });
  expect(months("1990-05-31", "1997-12-31")).toEqual({ from: "1997-01-01", to: "1998-01-01" });
  expect(months("1997-03-31", "1997-03-31")).toEqual({ from: "1997-03-01", to: "1997-04-01" });
});
