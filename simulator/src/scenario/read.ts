import { readFile, stat } from "node:fs/promises";
import { scenarioProblems } from "./check.ts";
import { type FlagValues, overlayFlags } from "./flags.ts";
import { type PlacedProblem, type Problem, pathText, ScenarioError, type ValuePath } from "./problem.ts";
import type { Scenario } from "./schema.ts";
import { Source } from "./source.ts";

const MAX_BYTES = 1024 * 1024;

/**
 * A scenario from a file, from flags, or from a file with flags over it.
 * @throws ScenarioError with everything that is wrong
 */
export async function readScenario(file: string | undefined, flags: FlagValues = {}): Promise<Scenario> {
  const source = file === undefined ? undefined : new Source(file, await readText(file));
  return parseScenario(source, flags);
}

/** The same for a text that was read already. @throws ScenarioError */
export function parseScenario(source: Source | undefined, flags: FlagValues = {}): Scenario {
  const faults = source?.faults() ?? [];
  if (faults.length > 0) throw new ScenarioError(faults);
  const { value, set, problems } = overlayFlags(source === undefined ? {} : readValue(source), flags);
  const place = (problem: Problem): PlacedProblem => {
    const by = set.find(({ path }) => startsWith(problem.path, path));
    if (by === undefined && source !== undefined) return source.place(problem);
    const rest = pathText(problem.path.slice(by?.path.length ?? 0));
    return { place: by === undefined ? "" : `--${by.flag.name}`, where: rest, message: problem.message };
  };
  const found = scenarioProblems(value);
  const all = [...problems, ...(source?.inOrder(found) ?? found).map(place)];
  if (all.length > 0) throw new ScenarioError(all);
  return value as Scenario;
}

function readValue(source: Source): unknown {
  try {
    return source.value();
  } catch (error) {
    throw new ScenarioError([source.place({ path: [], message: (error as Error).message })]);
  }
}

const startsWith = (path: ValuePath, start: ValuePath): boolean =>
  start.every((step, index) => path[index] === step);

async function readText(file: string): Promise<string> {
  const fail = (message: string): ScenarioError => new ScenarioError([{ place: file, where: "", message }]);
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw fail(`expected at most ${MAX_BYTES} bytes, not ${size}`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      throw fail("there is no such file (homesync-sim scenario list shows the ready ones)");
    throw fail(`cannot be read (${code ?? message})`);
  }
}
