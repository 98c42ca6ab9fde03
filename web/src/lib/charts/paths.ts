// A tree of paths as columns of blocks: each block as high as the customers who came there, beside it what they did next,
// and hatched who went no further. Pure.
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from "echarts";
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

export interface Block {
  id: string;
  kind: "step" | "ended" | "beyond";
  column: number;
  /** From which customer to which, counted from the top. */
  from: number;
  to: number;
  name: string;
  told: string;
}

/** The blocks; those of a node's children, of who ended and of who went on unfollowed fill its height exactly. */
export function blocksOf(input: PathsInput): Block[] {
  const blocks: Block[] = [];
  const walk = (branch: PathBranch, column: number, from: number) => {
    const told = [rich("head", branch.name), rich("strong", branch.text)];
    if (branch.ended > 0) told.push(rich("quiet", `${input.ended}: ${branch.endedText}`));
    blocks.push({
      id: branch.id,
      kind: "step",
      column,
      from,
      to: from + branch.customers,
      name: branch.name,
      told: told.join("\n"),
    });
    let at = from;
    for (const child of branch.children) {
      walk(child, column + 1, at);
      at += child.customers;
    }
    // What a leaf leads to would be a column of its own that nobody asked for.
    if (branch.children.length === 0) return;
    for (const [kind, size, word, text] of [
      ["ended", branch.ended, input.ended, branch.endedText],
      ["beyond", branch.beyond, input.beyond, branch.beyondText],
    ] as const) {
      if (size === 0) continue;
      blocks.push({
        id: `${branch.id} ${kind}`,
        kind,
        column: column + 1,
        from: at,
        to: at + size,
        name: word,
        told: `${rich("head", `${branch.name}: ${word}`)}\n${rich("strong", text)}`,
      });
      at += size;
    }
  };
  walk(input.root, 0, 0);
  return blocks;
}

export function pathsOption(input: PathsInput, theme: ChartTheme): EChartsCoreOption {
  const blocks = blocksOf(input);
  const columns = Math.max(...blocks.map((block) => block.column)) + 1;
  const hidden = { show: false, type: "value", min: 0 };
  return {
    ...frame(theme),
    legend: { show: false },
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    tooltip: {
      ...frame(theme).tooltip,
      trigger: "item",
      formatter: (given: unknown) => blocks[(given as { dataIndex: number }).dataIndex]?.told ?? "",
    },
    xAxis: { ...hidden, max: columns, inverse: input.back },
    yAxis: { ...hidden, max: Math.max(1, input.root.customers), inverse: true },
    series: [
      {
        type: "custom",
        clip: true,
        encode: { x: 0, y: [1, 2] },
        data: blocks.map((block) => [block.column, block.from, block.to]),
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          drawn(blocks[params.dataIndex], api, theme, input.back),
      },
    ],
  };
}

function drawn(block: Block | undefined, api: CustomSeriesRenderItemAPI, theme: ChartTheme, back: boolean) {
  if (!block) return null;
  const [x0 = 0, top = 0] = api.coord([block.column, block.from]);
  const [x1 = 0, bottom = 0] = api.coord([block.column + 1, block.to]);
  const left = Math.min(x0, x1);
  const width = Math.abs(x1 - x0) - 3;
  const height = Math.max(0.5, bottom - top - 1);
  const step = block.kind === "step";
  // Colour goes by the first step that a path took, so that a way can be followed through the columns.
  const way = Number(block.id.split(" ")[0]?.split("/")[1] ?? -1);
  const colour = way < 0 ? theme.series[0] : theme.series[(way + 1) % theme.series.length];
  const rect = {
    type: "rect",
    shape: { x: left, y: top, width, height, r: Math.min(3, height / 2) },
    style: step ? { fill: colour ?? theme.accent, opacity: 0.22 } : { fill: theme.sunken, opacity: 0.8 },
    emphasis: { style: { opacity: step ? 0.4 : 1 } },
  };
  const margin = height >= 24 ? 6 : 3;
  const text = {
    type: "text",
    silent: true,
    style: {
      text: block.name,
      x: back ? left + width - margin : left + margin,
      y: top + margin,
      fill: step ? theme.ink : theme.inkFaint,
      fontSize: 11,
      fontFamily: theme.font,
      width: width - 16,
      overflow: "truncate",
      align: back ? "right" : "left",
    },
  };
  // Drawn from anew: merged, a low block would keep the name of a higher one that was in its place.
  return { type: "group", $mergeChildren: false, children: height >= 15 ? [rect, text] : [rect] };
}
