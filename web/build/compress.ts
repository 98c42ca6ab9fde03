// Writes a .gz and a .br beside every text file of the build, so that the server sends them as they are; and the .gitignore by
// which the folder is there before anything is built, for the binary that embeds it.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const ignored = "# Filled by `npm run build`; the binary embeds what is here.\n*\n!.gitignore\n";
const text = /\.(js|css|html|svg|json|txt|webmanifest)$/;

export function compress(): Plugin {
  let folder = "dist";
  return {
    name: "tenure-compress",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      await writeFile(join(folder, ".gitignore"), ignored);
      const files = await readdir(folder, { recursive: true });
      await Promise.all(files.filter((file) => text.test(file)).map((file) => beside(join(folder, file))));
    },
  };
}

async function beside(path: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  await writeFile(`${path}.br`, brotliCompressSync(bytes, { params }));
}
