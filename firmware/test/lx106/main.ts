import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Figures, judgeBudgets } from "./budgets.ts";
import { functionsAt, largestObjects, runImage, sectionSizes } from "./machine.ts";
import { type ProbeOutput, readProbe, readTotals } from "./probe-output.ts";
import { buildElsewhere } from "./second-build.ts";

// Runs the images that the Makefile beside this has built, and holds what they cost against
// budgets.json; builds what a board's image is made of once more, elsewhere. Ends with `N passed, N failed`: the unit
// tests, the probe's own tests, the budgets, the second build.

const here = fileURLToPath(new URL(".", import.meta.url));
const build = resolve(here, "../../build/lx106");
const say = (line: string) => process.stdout.write(`${line}\n`);

let passed = 0;
let failed = 0;

/** Runs an image and counts its tests; answers what it wrote. */
function runTests(name: string): string {
  const output = runImage(join(build, name));
  const totals = readTotals(output);
  const shown = name === "probe.elf" ? output.replace(/^(?:node|stack|on stack) .*\n/gm, "") : output;
  say(`${name}: ${shown.trimEnd()}`);
  if (totals === null) say(`${name} did not come to its closing line`);
  passed += totals?.passed ?? 0;
  failed += totals?.failed ?? 1;
  return output;
}

function largestOf(library: string): string {
  const folder = join(build, "lib", library, "src");
  const objects = readdirSync(folder).filter((file) => file.endsWith(".o"));
  const paths = objects.map((file) => join(folder, file));
  return `the largest: ${largestObjects(paths, 5).join(", ")}`;
}

function judge(probe: ProbeOutput): void {
  const image = join(build, "probe.elf");
  const sections = sectionSizes(image);
  const sizeOf = (name: string) => sections.get(name) ?? 0;
  const deepest = probe.stacks[0] ?? { area: "nothing was measured", bytes: Number.POSITIVE_INFINITY };
  for (const { area, bytes } of probe.stacks) say(`stack ${String(bytes).padStart(5)}  ${area}`);

  const verdicts = judgeBudgets(
    {
      "core code and constants, bytes": sizeOf(".core_code") + sizeOf(".core_constants"),
      "provisioning code and constants, bytes":
        sizeOf(".provisioning_code") + sizeOf(".provisioning_constants"),
      "static RAM, bytes": sizeOf(".core_data") + sizeOf(".provisioning_data"),
      "a node's RAM, bytes": probe.nodeBytes,
      "deepest stack, bytes": deepest.bytes,
    },
    JSON.parse(readFileSync(join(here, "budgets.json"), "utf8")) as Figures,
    {
      "core code and constants, bytes": largestOf("core"),
      "provisioning code and constants, bytes": largestOf("provisioning"),
      "static RAM, bytes": "the core or the provisioning has globals",
      "a node's RAM, bytes": "sizeof(Node)",
      "deepest stack, bytes": `in "${deepest.area}", ${functionsAt(image, probe.onStack).join(" > ")}`,
    },
  );
  for (const { holds, line } of verdicts) {
    say(line);
    if (holds) passed += 1;
    else failed += 1;
  }
}

runTests("tests.elf");
const probe = readProbe(runTests("probe.elf"));
if (probe !== null) judge(probe);
else failed += 1;

const { count, different } = buildElsewhere(resolve(here, "../../.."));
if (count > 0 && different.length === 0) {
  passed += 1;
  say(`${count} objects of core and provisioning built once more in another folder: the same bytes`);
} else {
  failed += 1;
  say(`FAILED: of ${count} objects built in another folder, other bytes have ${different.join(", ")}`);
}
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
