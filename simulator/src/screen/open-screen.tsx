import { render } from "ink";
import type { ScenarioRun } from "../run/scenario-run.ts";
import { App } from "./app.tsx";
import { ScreenHistory } from "./model.ts";

/** The streams of the terminal that the screen is drawn on. */
export interface ScreenStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Draws the live screen of a run until it is closed. Loaded only where there is a terminal: Ink and React take their time. */
export function openScreen(run: ScenarioRun, { input, output }: ScreenStreams) {
  const history = new ScreenHistory(run.view());
  const note = (line: string): void => history.note(line);
  const faults = run.quickFaults;
  const app = render(
    <App
      update={() => history.update(run.view())}
      faults={faults.map(({ kind }) => kind)}
      actions={{
        togglePause: () => (run.view().paused ? run.resume() : run.pause()),
        inject: (index) => {
          const fault = faults[index];
          if (fault === undefined) return;
          run.inject(fault).then(
            () => note(`injected ${fault.kind}`),
            (error: unknown) =>
              note(`${fault.kind}: ${error instanceof Error ? error.message : String(error)}`),
          );
        },
        quit: () => run.end("user"),
        interrupt: () => process.kill(process.pid, "SIGINT"),
      }}
    />,
    { stdin: input, stdout: output, stderr: output, exitOnCtrlC: false, patchConsole: false, maxFps: 4 },
  );
  return { note, close: () => app.unmount() };
}
