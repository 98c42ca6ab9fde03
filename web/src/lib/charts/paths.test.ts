import { expect, it } from "vitest";
import { flow, type PathBranch } from "./paths";
import type { ChartTheme } from "./theme";

const theme = { series: ["blue"], accent: "blue", ink: "black", inkFaint: "grey", line: "grey" } as ChartTheme;
const branch = (id: string, customers: number, ended: number, children: PathBranch[] = []): PathBranch => ({
  id,
  name: id,
  customers,
  ended,
  beyond: 0,
  text: String(customers),
  endedText: String(ended),
  beyondText: "0",
  children,
});
const root = branch("r", 10, 3, [branch("r/a", 5, 5), branch("r/b", 2, 2)]);

it("gives what goes on and what ends, so that nobody is lost at a node", () => {
  const { nodes, links } = flow({ root, ended: "ended", beyond: "beyond", back: false }, theme);
  expect(links.map((link) => [link.source, link.target, link.value])).toEqual([
    ["r", "r/a", 5],
    ["r", "r/b", 2],
    ["r", "r ended", 3],
  ]);
  expect(links.reduce((sum, link) => sum + link.value, 0)).toBe(10);
  expect(nodes.map((node) => node.depth)).toEqual([0, 1, 1, 1]);
});

it("runs the other way where paths are followed back", () => {
  const { nodes, links } = flow({ root, ended: "began", beyond: "earlier", back: true }, theme);
  expect(links[0]).toMatchObject({ source: "r/a", target: "r", value: 5 });
  expect(nodes.map((node) => node.depth)).toEqual([1, 0, 0, 0]);
});
