import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BENCHES } from "../benches.ts";
import { type BenchResult, resultFile } from "../measure/index.ts";
import { curvePlots } from "./curve-plots.ts";
import { page } from "./page.ts";
import { type Results, shapeFaults } from "./results.ts";

const DOCS = fileURLToPath(new URL("../../docs", import.meta.url));
const PAGE = `${DOCS}/benchmarks.md`;
/** What the page is made of, and its plots. */
const FOLDER = `${DOCS}/benchmarks`;
const RESULTS = `${FOLDER}/results.json`;
const TEMPLATE = fileURLToPath(new URL("./template.md", import.meta.url));

/** Every file of the page, by its path. */
function render(results: Results): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set(PAGE, page(readFileSync(TEMPLATE, "utf8"), results));
  for (const { spec } of BENCHES) {
    const result = results[spec.name];
    for (const { file, svg } of result === undefined ? [] : curvePlots(spec, result)) {
      files.set(`${FOLDER}/${file}`, svg);
    }
  }
  return files;
}

/**
 * Takes what benches have left since the page was made, and makes it anew.
 * @returns what is missing: the page is then as it was
 */
export function updatePage(): readonly string[] {
  const results: Record<string, BenchResult> = { ...stored() };
  for (const { spec } of BENCHES) {
    const fresh = readJson(resultFile(spec.name, false)) as BenchResult | undefined;
    const before = results[spec.name]?.circumstances.date ?? "";
    if (fresh !== undefined && fresh.circumstances.date > before) results[spec.name] = fresh;
  }
  mkdirSync(FOLDER, { recursive: true });
  const known = Object.fromEntries(
    BENCHES.flatMap(({ spec: { name } }) => {
      const result = results[name];
      return result === undefined ? [] : [[name, result]];
    }),
  );
  writeFileSync(RESULTS, `${JSON.stringify(known, null, 2)}\n`);
  const faults = shapeFaults(known);
  if (faults.length > 0) return faults;
  for (const [file, text] of render(known)) writeFileSync(file, text);
  return [];
}

/** @returns what of the page is not as the benches of today and its own figures make it */
export function pageFaults(): readonly string[] {
  const results = stored();
  const faults = shapeFaults(results);
  if (faults.length > 0) return faults;
  return [...render(results)]
    .filter(([file, text]) => readText(file) !== text)
    .map(([file]) => `docs${file.slice(DOCS.length)} is not what its figures make: make bench-page`);
}

const stored = (): Results => (readJson(RESULTS) as Results | undefined) ?? {};

function readJson(file: string): unknown {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Undefined when there is no such file. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
