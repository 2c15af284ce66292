import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./files.ts";

/** Writes what is made from the scenario's schema; with `--check`, fails when what is committed differs. */
const root = join(import.meta.dirname, "../..");
const check = process.argv.includes("--check");

for (const [path, content] of generatedFiles()) {
  const file = join(root, path);
  if (!check) writeFileSync(file, content);
  else if (readFileSync(file, "utf8").replaceAll("\r\n", "\n") !== content) {
    process.stderr.write(`${path} differs from what the scenario's schema makes: make generate\n`);
    process.exitCode = 1;
  }
}
