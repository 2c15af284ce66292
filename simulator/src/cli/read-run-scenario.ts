import { ScenarioError } from "../scenario/problem.ts";
import { readScenario } from "../scenario/read.ts";
import { scenarioFile } from "../scenario/ready.ts";
import { scaleScenario } from "../scenario/scale.ts";
import type { Scenario } from "../scenario/schema.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { RunArguments } from "./run-arguments.ts";

/**
 * The scenario that a command line asks for: what is wrong with it is said before anything that runs is loaded.
 * @throws CliError
 */
export async function readRunScenario(args: RunArguments): Promise<Scenario> {
  const size = positive("scale", args.scale);
  const time = positive("time-scale", args.timeScale);
  try {
    const file = args.scenario === undefined ? undefined : scenarioFile(args.scenario);
    return scaleScenario(await readScenario(file, args), { size, time });
  } catch (error) {
    if (error instanceof ScenarioError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

function positive(name: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value <= 1000) return value;
  throw new CliError(EXIT.usage, `--${name}: expected a number above 0, such as 0.1, not ${String(value)}`);
}
