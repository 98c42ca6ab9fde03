import { describe, expect, it } from "vitest";
import { hole, inlined } from "./inline";

const page = `<!doctype html>
<html>
  <head>
    <title>t</title>
    <script type="module" crossorigin src="/assets/a.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/a.css">
  </head>
  <body>
    <div id="app"></div>
  </body>
</html>
`;

describe("the page of a report", () => {
  it("links to nothing and has one place for the data, before the script", () => {
    const made = inlined(page, "run()", "p{color:red}");
    expect(made).not.toMatch(/src=|href=/);
    expect(made.split(hole)).toHaveLength(2);
    expect(made.indexOf(hole)).toBeLessThan(made.indexOf("run()"));
    expect(made).toContain("<style>p{color:red}</style>");
  });

  it("lets neither script nor style end its element", () => {
    const made = inlined(page, 'a = "</script><!--$&"', 'p{content:"</style>"}');
    expect(made).toContain('a = "\\x3C/script>\\x3C!--$&"');
    expect(made.match(/<\/script>/g)).toHaveLength(2);
    expect(made.match(/<\/style>/g)).toHaveLength(1);
  });
});
