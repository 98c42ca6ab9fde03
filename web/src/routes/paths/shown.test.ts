import { expect, it } from "vitest";
import type { PathNode } from "$lib/api/analyses";
import { branchOf, dropOff, rowsOf } from "./shown";

const node = (event: string | null, customers: number, ended: number, children: PathNode[] = []): PathNode => ({
  event,
  customers,
  share: 1,
  share_of_all: 1,
  ended,
  beyond: 0,
  children,
});
const tree = node("signup", 4, 1, [node("page", 2, 2), { ...node(null, 1, 0), gathered: 3 }]);

it("tells every node with the names that lead to it", () => {
  expect(rowsOf(tree, "en").map((row) => [row.id, row.path, row.step])).toEqual([
    ["0", "Sign-up", 0],
    ["0/0", "Sign-up → Page views", 1],
    ["0/1", "Sign-up → 3 other events", 1],
  ]);
});

it("gives branches of their own to nodes that are called alike", () => {
  const twice = node("a", 2, 0, [node("a", 2, 2)]);
  expect(branchOf(twice, "en").children[0]?.id).toBe("0/0");
});

it("divides by nobody without falling over", () => {
  expect(dropOff(tree)).toBe(0.25);
  expect(dropOff(node("x", 0, 0))).toBe(0);
});
