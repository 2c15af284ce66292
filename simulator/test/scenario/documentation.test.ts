import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-status.ts";
import { FLAGS } from "../../src/scenario/flags.ts";
import { parseScenario } from "../../src/scenario/read.ts";
import { Source } from "../../src/scenario/source.ts";
import { readThreshold } from "../../src/thresholds/grammar.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/scenarios.md", import.meta.url)), "utf8");

test("the page's scenario is one", () => {
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) expect(parseScenario(new Source("page", block)).thresholds).toBeDefined();
});

test("the page's thresholds are ones", () => {
  const [, section = ""] = page.split("## Thresholds");
  const examples = [...section.matchAll(/^\| .* \| `(.*)` \|$/gm)].map(([, example = ""]) => example);
  expect(examples.length).toBe(6);
  for (const example of examples) expect(readThreshold(example)).toMatchObject({ ok: true });
});

test("the page lists every exit status", () => {
  const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status));
  expect(listed).toEqual(Object.values(EXIT).sort((a, b) => a - b));
});

test("the page names only flags that there are", () => {
  const known = new Set([
    ...FLAGS.map(({ name }) => name),
    ..."scale time-scale yes quiet json no-screen csv bridge token-file update-key-file".split(" "),
  ]);
  const named = [...page.matchAll(/--([a-z][a-z-]*)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
