// A tree of paths as a flow from left to right: each node as high as the customers who came there, and at each step who
// went no further. Pure.
import type { EChartsCoreOption } from "echarts/core";
import { frame, rich } from "./frame";
import type { ChartTheme } from "./theme";

export interface PathBranch {
  /** What makes it itself: the places of the nodes that lead to it. */
  id: string;
  name: string;
  customers: number;
  /** Went no further, and went on in ways that are not followed. */
  ended: number;
  beyond: number;
  text: string;
  endedText: string;
  beyondText: string;
  children: readonly PathBranch[];
}

export interface PathsInput {
  root: PathBranch;
  /** Words for who went no further, and for who went on unfollowed. */
  ended: string;
  beyond: string;
  /** Followed back: then the root stands at the right. */
  back: boolean;
}

interface Node {
  name: string;
  depth: number;
  label: object;
  itemStyle: object;
  told: string;
}

interface Link {
  source: string;
  target: string;
  value: number;
  told: string;
}

export function pathsOption(input: PathsInput, theme: ChartTheme): EChartsCoreOption {
  const { nodes, links } = flow(input, theme);
  return {
    ...frame(theme),
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "item",
      formatter: (given: unknown) => (given as { data: { told: string } }).data.told,
    },
    series: [
      {
        type: "sankey",
        left: 8,
        right: input.back ? 8 : 132,
        top: 8,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: 14,
        nodeAlign: input.back ? "right" : "left",
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "trajectory" },
        lineStyle: { color: "source", opacity: 0.18, curveness: 0.5 },
        data: nodes,
        links,
      },
    ],
  };
}

/** The nodes and the links between them; links lead onward in time, so back from the root where it is followed back. */
export function flow(input: PathsInput, theme: ChartTheme): { nodes: Node[]; links: Link[] } {
  const nodes: Node[] = [];
  const links: Link[] = [];
  const deepest = depthOf(input.root);
  const place = (depth: number) => (input.back ? deepest - depth : depth);
  const link = (from: string, to: string, value: number, told: string) =>
    links.push(input.back ? { source: to, target: from, value, told } : { source: from, target: to, value, told });

  const walk = (branch: PathBranch, depth: number) => {
    const told = [rich("head", branch.name), rich("strong", branch.text)].join("\n");
    nodes.push({
      name: branch.id,
      depth: place(depth),
      label: { formatter: () => branch.name, color: theme.ink, fontSize: 11, width: 118, overflow: "truncate" },
      itemStyle: { color: theme.series[depth % theme.series.length] ?? theme.accent, borderWidth: 0 },
      told,
    });
    for (const child of branch.children) {
      walk(child, depth + 1);
      link(
        branch.id,
        child.id,
        child.customers,
        `${rich("head", `${branch.name} → ${child.name}`)}\n${rich("strong", child.text)}`,
      );
    }
    // What a leaf leads to is told by its tooltip alone.
    if (branch.children.length === 0) return;
    for (const [kind, value, word, text] of [
      ["ended", branch.ended, input.ended, branch.endedText],
      ["beyond", branch.beyond, input.beyond, branch.beyondText],
    ] as const) {
      if (value === 0) continue;
      const id = `${branch.id} ${kind}`;
      const leaf = `${rich("head", `${branch.name}: ${word}`)}\n${rich("strong", text)}`;
      nodes.push({
        name: id,
        depth: place(depth + 1),
        label: { formatter: () => word, color: theme.inkFaint, fontSize: 11 },
        itemStyle: { color: theme.line, borderWidth: 0 },
        told: leaf,
      });
      link(branch.id, id, value, leaf);
    }
  };
  walk(input.root, 0);
  return { nodes, links };
}

function depthOf(branch: PathBranch): number {
  const below = branch.children.map((child) => 1 + depthOf(child));
  return Math.max(0, branch.children.length > 0 ? 1 : 0, ...below);
}
