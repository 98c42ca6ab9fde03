import { expect, it } from "vitest";
import type { Metric } from "$lib/api/answers";
import { definitionOf } from "./definition";

it("takes the formula, the edges and the notes of a page, not its examples and its source", () => {
  const page =
    "# NPS\n\n> Q?\n\n## Formula\n\nx\n\n### Beside\n\n## At the edges\n\ny\n\n## Worked examples\n\nz\n\n## Source\n\nw\n";
  const heads = definitionOf({ page } as Metric).filter((block) => block.kind === "heading");
  expect(heads.map((block) => [block.level, block.text])).toEqual([
    [4, "Formula"],
    [5, "Beside"],
    [4, "At the edges"],
  ]);
  expect(definitionOf({} as Metric)).toEqual([]);
});
