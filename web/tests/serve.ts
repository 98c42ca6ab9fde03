// Serves dist/ as the binary does, under the same policy, and hands everything else to the service of TENURE_URL.
import { createReadStream, existsSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/** Listens at a free port, or at the one asked for, and gives its address. */
export async function serve(service: string, port = 0): Promise<{ url: string; server: Server }> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? "/", "http://here").pathname;
    if (/^\/(api|v1|openapi\.json|healthz|readyz)(\/|$)/.test(path)) {
      const on = new URL(asked.url ?? "/", service);
      const passed = request(on, { method: asked.method, headers: { ...asked.headers, host: on.host } }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passed.on("error", () => answer.writeHead(502).end());
      answer.on("close", () => passed.destroy());
      asked.pipe(passed);
      return;
    }
    const file = join(dist, normalize(path));
    const found = extname(path) !== "" && file.startsWith(dist) && existsSync(file);
    const sent = found ? file : join(dist, "index.html");
    answer.writeHead(200, {
      "content-type": types[extname(sent)] ?? "application/octet-stream",
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "referrer-policy": "no-referrer",
    });
    createReadStream(sent).pipe(answer);
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${at.port}`, server };
}
