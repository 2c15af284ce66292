import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { collect, titlesBelow } from "./collect.ts";
import { page } from "./page.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = `${ROOT}/docs/requirements.md`;

/** Writes docs/requirements.md; with --check only tells whether it is up to date, with --strict also what has no test. */
function main(): number {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, strict: { type: "boolean" } } });
  const collection = collect(titlesBelow(ROOT));
  const faults = collection.unknown.map((title) => `no scenario of the specification is called so: ${title}`);
  const missing = [...collection.tests].filter(([, tests]) => tests.length === 0).map(([name]) => name);
  if (values.strict === true)
    faults.push(...missing.map((name) => `no test is named for the scenario ${name}`));
  const made = page(collection);
  if (values.check === true) {
    if (readFileSync(PAGE, "utf8") !== made)
      faults.push("docs/requirements.md is out of date: make requirements");
  } else writeFileSync(PAGE, made);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  const count = collection.tests.size;
  process.stdout.write(
    `${count - missing.length} of ${count} scenarios have a test that is named for them\n`,
  );
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = main();
