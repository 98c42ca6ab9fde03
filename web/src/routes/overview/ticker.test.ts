import { expect, it } from "vitest";
import type { StatusAnswer } from "$lib/api/answers";
import { ticks } from "./ticker";

const status = (rows: Record<string, number>) =>
  ({ tables: Object.entries(rows).map(([table, count]) => ({ table, rows: count })) }) as unknown as StatusAnswer;

it("tells what came and what went, new tables too", () => {
  expect(ticks(status({ events: 10, orders: 5 }), status({ events: 13, orders: 5, tickets: 1 }))).toEqual([
    { table: "events", rows: 3 },
    { table: "tickets", rows: 1 },
  ]);
});
