import { problemLine, ScenarioError } from "../scenario/problem.ts";
import { readScenario } from "../scenario/read.ts";
import { readyScenarios, scenarioFile } from "../scenario/ready.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** Reports what is wrong with each file. @throws CliError when anything is */
export async function validateScenarios(files: readonly string[], terminal: Terminal): Promise<void> {
  let wrong = 0;
  for (const given of files) {
    try {
      await readScenario(scenarioFile(given));
      terminal.out(`${given}: valid\n`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      wrong += error.problems.length;
      for (const problem of error.problems) terminal.out(`${problemLine(problem)}\n`);
    }
  }
  if (wrong > 0) throw new CliError(EXIT.usage, `${wrong} ${wrong === 1 ? "problem" : "problems"}`);
}

/** Names the scenarios that come with the simulator. */
export async function listScenarios(terminal: Terminal): Promise<void> {
  for (const { name, file } of readyScenarios()) {
    const { description = "" } = await readScenario(file);
    terminal.out(`${name.padEnd(24)}${description.replace(/\s+/g, " ").trim()}\n`);
  }
}
