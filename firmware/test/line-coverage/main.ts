import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type GcovReport, mergeReports, percentCovered } from "./merge.ts";

// Says which lines of the core the unit tests ran, after the Makefile beside this has run them.

/** Percent of the lines that the tests must run. */
const THRESHOLD = 95;

const firmware = fileURLToPath(new URL("../..", import.meta.url));
/** The libraries that a board runs too. */
const MEASURED = ["lib/core/", "lib/provisioning/"];
const counts = MEASURED.flatMap((library) => {
  const objects = resolve(firmware, "build/coverage", library, "src");
  const found = readdirSync(objects).filter((file) => file.endsWith(".gcda"));
  return found.map((file) => resolve(objects, file));
});

const gcov = spawnSync("gcov", ["--json-format", "--stdout", ...counts], {
  cwd: firmware,
  encoding: "utf8",
  maxBuffer: 256 * 1024 * 1024,
});
if (gcov.error !== undefined || gcov.status !== 0) {
  throw new Error(`gcov, which comes with g++, failed: ${gcov.error?.message ?? gcov.stderr}`);
}

// One document a line, one line an object.
const reports = gcov.stdout
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as GcovReport);
const files = mergeReports(reports, (file) => MEASURED.some((library) => file.startsWith(library)));
for (const { file, lines, missed } of files.filter((each) => each.missed.length > 0)) {
  process.stdout.write(`${file}: ${missed.length} of ${lines} lines not run: ${missed.join(", ")}\n`);
}
const percent = percentCovered(files);
const holds = percent >= THRESHOLD;
process.stdout.write(
  `${holds ? "ok    " : "FAILED"} ${percent.toFixed(1)} % of the lines of core and provisioning are run by their tests, at least ${THRESHOLD} % must be\n`,
);
process.stdout.write(holds ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
if (!holds) process.exitCode = 1;
