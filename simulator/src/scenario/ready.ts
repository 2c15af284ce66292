import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The scenarios that come with the simulator. */
const FOLDER = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const ENDING = ".yaml";

export interface ReadyScenario {
  readonly name: string;
  readonly file: string;
}

export function readyScenarios(): ReadyScenario[] {
  return readdirSync(FOLDER)
    .filter((entry) => entry.endsWith(ENDING))
    .sort()
    .map((entry) => ({ name: entry.slice(0, -ENDING.length), file: `${FOLDER}${entry}` }));
}

/** The file that a user means: a file of that name, or else the ready scenario of that name. */
export function scenarioFile(given: string): string {
  if (existsSync(given)) return given;
  return readyScenarios().find(({ name }) => name === given)?.file ?? given;
}
