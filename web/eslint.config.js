// The rules for TypeScript and Svelte; formatting is prettier's.
import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/api/schema.ts"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", 500],
      // Links are made by lib/url.ts, not by SvelteKit.
      "svelte/no-navigation-without-resolve": "off",
      // The server's policy refuses what these would make; the `style:` directive is fine.
      "svelte/no-at-html-tags": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "SvelteAttribute[key.name='style']", message: "use style: or a class" },
      ],
    },
  },
  { files: ["*.mjs"], rules: { "no-console": "off" } },
);
