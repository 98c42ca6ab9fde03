// What the appendix shows of a metric's page: formula, what it is made of, edges and notes. Pure.
import type { Metric } from "$lib/api/answers";
import { sections, type Block } from "$lib/parts/markdown";

// Worked examples are tests, links lead to other pages, and the source stands by itself; in both languages of the pages.
const leftOut = new Set(["Worked examples", "计算示例", "Metrics it refers to", "引用的指标", "Source", "出处"]);

export function definitionOf(metric: Metric): Block[] {
  return sections(metric.page ?? "")
    .slice(1)
    .filter((section) => !leftOut.has(section.title))
    .flatMap((section): Block[] => [
      { kind: "heading", level: 4, text: section.title },
      ...section.blocks.map((block): Block => (block.kind === "heading" ? { ...block, level: 5 } : block)),
    ]);
}
