// The Markdown that the catalog's pages are written in, as blocks that a component draws: pure, and never HTML.
export type Inline = { kind: "text" | "code" | "strong"; text: string };

export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "quote"; content: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] };

export function blocks(markdown: string): Block[] {
  const lines = markdown.replaceAll("\r\n", "\n").split("\n");
  const found: Block[] = [];
  let at = 0;
  const taking = (test: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && test(lines[at] ?? "")) taken.push(lines[at++] ?? "");
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (line.trim() === "") at += 1;
    else if (heading) {
      found.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
      at += 1;
    } else if (line.startsWith("```")) {
      at += 1;
      found.push({ kind: "code", text: taking((one) => !one.startsWith("```")).join("\n") });
      at += 1;
    } else if (line.startsWith("|")) found.push(table(taking((one) => one.startsWith("|"))));
    else if (line.startsWith("> ")) {
      found.push({
        kind: "quote",
        content: inline(
          taking((one) => one.startsWith(">"))
            .map((one) => one.replace(/^> ?/, ""))
            .join(" "),
        ),
      });
    } else if (/^[-*] /.test(line)) {
      found.push({ kind: "list", items: taking((one) => /^[-*] /.test(one)).map((one) => inline(one.slice(2))) });
    } else {
      const text = taking((one) => one.trim() !== "" && !/^(#{1,6} |```|\||> |[-*] )/.test(one)).join(" ");
      found.push({ kind: "paragraph", content: inline(text) });
    }
  }
  return found;
}

/** The blocks from a heading of the second level on, by which one it is; before the first are those of number 0. */
export function sections(markdown: string): { title: string; blocks: Block[] }[] {
  const list: { title: string; blocks: Block[] }[] = [{ title: "", blocks: [] }];
  for (const block of blocks(markdown)) {
    if (block.kind === "heading" && block.level === 2) list.push({ title: block.text, blocks: [] });
    else list.at(-1)?.blocks.push(block);
  }
  return list;
}

/** The words of a paragraph; empty for other blocks. */
export function textOf(block: Block): string {
  return block.kind === "paragraph" ? block.content.map((part) => part.text).join("") : "";
}

export function inline(text: string): Inline[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== "")
    .map((part) => {
      if (part.startsWith("`") && part.endsWith("`") && part.length > 2)
        return { kind: "code", text: part.slice(1, -1) };
      if (part.startsWith("**") && part.endsWith("**") && part.length > 4) {
        return { kind: "strong", text: part.slice(2, -2) };
      }
      return { kind: "text", text: part };
    });
}

function table(lines: string[]): Block {
  const cells = (line: string) =>
    line
      .replace(/^\||\|\s*$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim().replaceAll("\\|", "|")));
  const [head = "", , ...rows] = lines;
  return { kind: "table", head: cells(head), rows: rows.map(cells) };
}
