import { expect, it } from "vitest";
import { blocks, inline, sections } from "./markdown";

it("reads the blocks that the catalog's pages are made of", () => {
  const text =
    "# T\n\n> why\n\n```text\na | b\n```\n\nOne\ntwo **three**.\n\n| A | B |\n| --- | --- |\n| `x` | 1 \\| 2 |\n\n- p\n- q\n";
  expect(blocks(text)).toEqual([
    { kind: "heading", level: 1, text: "T" },
    { kind: "quote", content: [{ kind: "text", text: "why" }] },
    { kind: "code", text: "a | b" },
    {
      kind: "paragraph",
      content: [
        { kind: "text", text: "One two " },
        { kind: "strong", text: "three" },
        { kind: "text", text: "." },
      ],
    },
    {
      kind: "table",
      head: [inline("A"), inline("B")],
      rows: [[[{ kind: "code", text: "x" }], inline("1 | 2")]],
    },
    { kind: "list", items: [inline("p"), inline("q")] },
  ]);
});

it("parts a page by its headings of the second level", () => {
  expect(sections("# T\n\n## A\n\none\n\n## B\n").map((one) => [one.title, one.blocks.length])).toEqual([
    ["", 1],
    ["A", 1],
    ["B", 0],
  ]);
});

it("lets markup be text", () => {
  expect(inline("<b>1</b>")).toEqual([{ kind: "text", text: "<b>1</b>" }]);
});
