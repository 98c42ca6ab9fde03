// A report as the binary writes it: the built template with the data of the workspace that TENURE_DEMO names, asked of the
// binary that TENURE names.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hole } from "../build/inline";
import type { Metric, QueryAnswer } from "../src/lib/api/answers";
import type { Contents, Reported, Version } from "../src/report/contents";

const tenure = process.env.TENURE ?? "";
const demo = process.env.TENURE_DEMO ?? "";
const template = fileURLToPath(new URL("../dist/report.html", import.meta.url));

/** Whether there is what a report is made of. */
export const canFill = existsSync(tenure) && existsSync(demo);

/** What the binary knows, in both languages. */
export function contents(): Contents {
  return {
    workspace: "Fernrow",
    language: "en",
    time_zone: "Europe/Berlin",
    currency: "EUR",
    made_at: "2026-01-08T09:30:00Z",
    in: { en: version("en"), "zh-CN": version("zh-CN") },
  };
}

/** Writes a report and gives its address on disk. */
export function fill(contents: Contents): string {
  const page = readFileSync(template, "utf8");
  if (page.split(hole).length !== 2) throw new Error("the template has not exactly one place for the data");
  const data = JSON.stringify(contents).replaceAll("</", "<\\/");
  const file = join(mkdtempSync(join(tmpdir(), "tenure-report-")), "report.html");
  writeFileSync(
    file,
    page.replace(hole, () => hole.replace("null", () => data)),
  );
  return pathToFileURL(file).href;
}

function version(language: string): Version {
  const ask = (...asked: string[]): unknown =>
    JSON.parse(
      execFileSync(tenure, ["-C", demo, "--lang", language, "--format", "json", "-q", ...asked], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      }),
    );
  const report = ask("report") as Reported;
  const ids = [...new Set(report.tables.flatMap((table) => table.columns.map((column) => column.metric)))];
  return {
    report,
    metrics: ids.map((id) => ask("metrics", id) as Metric),
    answers: ask("query", ...ids, "--grain", "month") as QueryAnswer[],
  };
}
