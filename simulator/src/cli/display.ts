import type { ScenarioRun } from "../run/scenario-run.ts";
import { Progress } from "./progress.ts";
import type { RunArguments } from "./run-command.ts";
import type { Terminal } from "./terminal.ts";

/** Whatever shows how a run does. */
export interface Display {
  /** A line of the log. */
  note(line: string): void;
  close(): void;
}

const NOTHING: Display = { note: () => undefined, close: () => undefined };

/** The live screen where there is one, lines elsewhere, nothing when quiet. */
export async function openDisplay(
  run: ScenarioRun,
  { quiet, screen }: RunArguments,
  terminal: Terminal,
): Promise<Display> {
  if (quiet) return NOTHING;
  if (screen && terminal.screen !== undefined) {
    const { openScreen } = await import("../screen/open-screen.tsx");
    return openScreen(run, terminal.screen);
  }
  return new Progress(terminal, () => run.view());
}
