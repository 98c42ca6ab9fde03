// Tests of the pure modules; the pages are tested in a browser by vitest.e2e.ts.
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: fileURLToPath(new URL("./src/lib", import.meta.url)) } },
  test: { include: ["src/**/*.test.ts", "build/**/*.test.ts"], environment: "node" },
});
