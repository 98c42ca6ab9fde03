// Makes src/lib/api/schema.ts, the types of the API, from docs/openapi.json; with --check says whether it is fresh.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../docs/openapi.json", import.meta.url);
const client = new URL("./src/lib/api/schema.ts", import.meta.url);

const head = "// Made from docs/openapi.json by `npm run client`; do not edit.\n\n";
const made = head + astToString(await openapiTS(document));

if (process.argv.includes("--check")) {
  const kept = await readFile(client, "utf8").catch(() => "");
  if (kept !== made) {
    console.error("src/lib/api/schema.ts is older than docs/openapi.json: run `npm run client`");
    process.exit(1);
  }
} else {
  await writeFile(client, made);
}
