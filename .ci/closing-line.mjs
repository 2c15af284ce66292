// Adds up the results that `make test` left and prints the closing line, "N passed, N failed".
// Exit status 1 when a test failed, when one was skipped, or when a runner left no result.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const read = (name) => {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    throw new Error(`${name} is missing from ${folder}: its runner did not finish`);
  }
};

let passed = 0;
let failed = 0;
try {
  const vitest = JSON.parse(read("vitest.json"));
  passed += vitest.numPassedTests;
  failed += vitest.numFailedTests;
  // A file that could not be loaded holds no test, and must not pass for it.
  failed += vitest.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const notRun = vitest.numPendingTests + vitest.numTodoTests;
  if (notRun > 0) throw new Error(`${notRun} tests were skipped`);

  for (const runner of ["native", "coverage", "lx106", "fuzz", "board", "processes"]) {
    const totals = /^(\d+) passed, (\d+) failed$/gm;
    const closing = [...read(`${runner}.txt`).matchAll(totals)].at(-1);
    if (closing === undefined) throw new Error(`${runner}.txt has no closing line`);
    passed += Number(closing[1]);
    failed += Number(closing[2]);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
