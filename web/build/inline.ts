// Puts the one script and the one style sheet of a build into its page, with the place for the data before the script, and
// leaves the page alone in the build.
import type { Plugin } from "vite";

/** Where the binary writes the data; to the letter, as it looks for just this. */
export const hole = '<script type="application/json" id="report-data">null</script>';

export function inline(): Plugin {
  return {
    name: "tenure-inline",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find((file) => file.type === "asset" && file.fileName.endsWith(".html"));
      const style = files.find((file) => file.type === "asset" && file.fileName.endsWith(".css"));
      const [script, ...more] = files.filter((file) => file.type === "chunk");
      if (page?.type !== "asset" || script?.type !== "chunk" || more.length > 0) {
        throw new Error("the report is to be one page with one script");
      }
      page.source = inlined(String(page.source), script.code, style?.type === "asset" ? String(style.source) : "");
      for (const file of files) if (file !== page) Reflect.deleteProperty(bundle, file.fileName);
    },
  };
}

/** The page with its links to script and style replaced by what they link to. */
export function inlined(page: string, script: string, style: string): string {
  // Nothing within may end the element that it stands in, or begin a comment that hides its end.
  const code = script.replace(/<(?=\/script|!--)/gi, "\\x3C").trim();
  const rules = style.replace(/<(?=\/style)/gi, "\\3C ").trim();
  const without = page
    .replace(/[ \t]*<link\b[^>]*\brel="(?:stylesheet|modulepreload)"[^>]*>\n?/g, "")
    .replace(/[ \t]*<script\b[^>]*\bsrc="[^"]*"[^>]*>\s*<\/script>\n?/g, "");
  const head = without.lastIndexOf("</head>");
  const body = without.lastIndexOf("</body>");
  if (head < 0 || body < 0) throw new Error("the report's page has no head or no body");
  return [
    without.slice(0, head).trimEnd(),
    `\n    <style>${rules}</style>\n  `,
    without.slice(head, body).trimEnd(),
    `\n    ${hole}\n    <script type="module">${code}</script>\n  `,
    without.slice(body),
  ].join("");
}
