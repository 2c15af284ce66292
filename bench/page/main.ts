import { parseArgs } from "node:util";
import { pageFaults, updatePage } from "./files.ts";

/** Makes docs/benchmarks.md of what the benches left last; with --check only tells whether it is as they are today. */
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const faults = values.check ? pageFaults() : updatePage();
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
