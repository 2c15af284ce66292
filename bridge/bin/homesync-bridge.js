#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("homesync-bridge: it is not built yet: run `make build` in the repository\n");
  process.exitCode = 3;
}
