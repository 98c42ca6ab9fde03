// Builds the template of the report into dist/report.html: one file with all script and style in it, which the binary
// writes the data into. It is opened from disk, so it fetches nothing; the dashboard's own build is vite.config.ts.
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { inline } from "./inline.ts";

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: place("../src/report"),
  plugins: [svelte({ configFile: place("../svelte.config.js") }), inline()],
  publicDir: false,
  resolve: { alias: { $lib: place("../src/lib") } },
  build: {
    outDir: place("../dist"),
    // The dashboard is there already.
    emptyOutDir: false,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: place("../src/report/report.html"), output: { codeSplitting: false } },
  },
});
