import { expect, it } from "vitest";
import { blocksOf, type PathBranch } from "./paths";

const branch = (id: string, customers: number, ended: number, beyond = 0, children: PathBranch[] = []): PathBranch => ({
  id,
  name: id,
  customers,
  ended,
  beyond,
  text: String(customers),
  endedText: String(ended),
  beyondText: String(beyond),
  children,
});
const root = branch("0", 10, 2, 1, [branch("0/0", 5, 5), branch("0/1", 2, 1, 1)]);

it("fills the height of a node with all that became of its customers", () => {
  const blocks = blocksOf({ root, ended: "ended", beyond: "beyond", back: false });
  expect(blocks.map((block) => [block.id, block.column, block.from, block.to])).toEqual([
    ["0", 0, 0, 10],
    ["0/0", 1, 0, 5],
    ["0/1", 1, 5, 7],
    ["0 ended", 1, 7, 9],
    ["0 beyond", 1, 9, 10],
  ]);
});

it("opens no column after a leaf, but tells who ended there", () => {
  const blocks = blocksOf({ root, ended: "ended", beyond: "beyond", back: false });
  expect(Math.max(...blocks.map((block) => block.column))).toBe(1);
  expect(blocks[1]?.told).toBe("{head|0/0}\n{strong|5}\n{quiet|ended: 5}");
});
