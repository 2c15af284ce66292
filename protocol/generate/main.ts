import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GENERATE_COMMAND } from "./generated-file.ts";
import { generateAll } from "./outputs.ts";
import { leftovers, staleFiles } from "./staleness.ts";

const root = join(import.meta.dirname, "../..");
const files = generateAll();
const [option, ...rest] = process.argv.slice(2);

if (rest.length > 0 || (option !== undefined && option !== "--check")) {
  process.stderr.write(`unknown option; use: ${GENERATE_COMMAND} [--check]\n`);
  process.exitCode = 2;
} else if (option === "--check") {
  const stale = staleFiles(root, files);
  for (const line of stale) {
    process.stderr.write(`${line}\n`);
  }
  if (stale.length > 0) {
    process.stderr.write(`Generate again and commit the result: ${GENERATE_COMMAND}\n`);
    process.exitCode = 1;
  }
} else {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  for (const path of leftovers(root, files)) {
    rmSync(join(root, path));
  }
}
