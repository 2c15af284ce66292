import type { ScenarioRun } from "../run/scenario-run.ts";
import type { Display } from "./display.ts";
import { Progress } from "./progress.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

const NOTHING: Display = { note: () => undefined, close: () => undefined };

/** The live screen where there is one, lines elsewhere, nothing when quiet. */
export async function openDisplay(
  run: ScenarioRun,
  { quiet, screen }: RunArguments,
  terminal: Terminal,
): Promise<Display> {
  if (quiet) return NOTHING;
  if (screen && terminal.screen !== undefined) {
    const { openScreen } = await import("../screen/open-screen.ts");
    return openScreen(run, terminal.screen);
  }
  return new Progress(terminal, () => run.view());
}
