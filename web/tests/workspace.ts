// A workspace of a test's own, empty, served by the binary that TENURE names on a free port.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Workspace {
  url: string;
  /** An admin's. */
  token: string;
  stop: () => void;
}

export const binary = process.env.TENURE;

/** Makes the workspace and waits until it is served. */
export async function workspace(port: number): Promise<Workspace> {
  if (!binary) throw new Error("TENURE names no binary");
  const folder = mkdtempSync(join(tmpdir(), "tenure-empty-"));
  const made = spawnSync(binary, ["init", folder], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  const child = spawn(binary, ["-C", folder, "serve", "--listen", `127.0.0.1:${port}`]);
  const token = await firstToken(child);
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    stop: () => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the first start prints; it listens once it says so. */
function firstToken(child: ChildProcess): Promise<string> {
  let text = "";
  return new Promise((found, failed) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const token = /tnr_[a-z0-9]+/.exec(text)?.[0];
      if (token && text.includes("listens at")) found(token);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", () => failed(new Error(text)));
  });
}
