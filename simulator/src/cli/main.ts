import { createRequire } from "node:module";
import { EXIT } from "./exit-status.ts";
import { processTerminal } from "./process-terminal.ts";
import { main } from "./program.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

let interrupts = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interrupts++;
    if (interrupts > 1) process.exit(EXIT.interrupted);
  });
}

process.exitCode = await main(process.argv.slice(2), processTerminal, version);
