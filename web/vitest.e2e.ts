// Tests that drive the built dashboard in a browser, against a service that TENURE_URL names.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.e2e.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser at a time.
    fileParallelism: false,
  },
});
