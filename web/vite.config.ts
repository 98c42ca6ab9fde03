// Builds the dashboard into dist/: hashed files that may be kept for ever, and an index.html that may not.
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";

const server = process.env.TENURE_URL ?? "http://127.0.0.1:7171";

export default defineConfig({
  plugins: [svelte(), compress()],
  resolve: { alias: { $lib: fileURLToPath(new URL("./src/lib", import.meta.url)) } },
  server: { proxy: { "/api": server, "/openapi.json": server } },
  build: {
    target: "es2022",
    // Colours are written with light-dark(), which is not to be rewritten for older browsers.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The server's policy lets in nothing inlined: every asset is a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // echarts is one chunk, fetched only when a chart is shown.
    chunkSizeWarningLimit: 700,
  },
});
