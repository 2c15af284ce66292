import type { ScenarioRun } from "../run/scenario-run.ts";
import type { Screen, ScreenStreams } from "./screen.ts";

/** Opens the live screen of a run. What draws it is loaded only here: Ink and React take their time. */
export async function openScreen(run: ScenarioRun, streams: ScreenStreams): Promise<Screen> {
  // Each part of React decides when it is loaded whether it is the one for developers, which takes twice the time for a frame;
  // parts that decide differently draw nothing. So before any of them, the compiled JSX's own import included.
  process.env["NODE_ENV"] ??= "production";
  const { drawScreen } = await import("./draw-screen.tsx");
  return drawScreen(run, streams);
}
