import { render } from "ink";
import type { ScenarioRun } from "../run/scenario-run.ts";
import { App } from "./app.tsx";
import { ScreenHistory } from "./model.ts";
import { Refresh } from "./refresh.ts";
import type { Screen, ScreenStreams } from "./screen.ts";

/** How often it is looked whether a refresh is due: a look costs nothing beside a frame. */
const LOOK_MS = 250;

/** Draws the live screen of a run until it is closed. */
export function drawScreen(run: ScenarioRun, { input, output }: ScreenStreams): Screen {
  const history = new ScreenHistory(run.view());
  const refresh = new Refresh();
  const faults = run.quickFaults;
  const faultNames = faults.map(({ kind }) => kind);
  const note = (line: string): void => history.note(line);
  const actions = {
    togglePause: () => (run.view().paused ? run.resume() : run.pause()),
    inject: (index: number) => {
      const fault = faults[index];
      if (fault === undefined) return;
      run
        .inject(fault)
        .then(
          () => note(`injected ${fault.kind}`),
          (error: unknown) =>
            note(`${fault.kind}: ${error instanceof Error ? error.message : String(error)}`),
        )
        .then(() => draw(true));
    },
    quit: () => run.end("user"),
    interrupt: () => process.kill(process.pid, "SIGINT"),
    redraw: () => draw(true),
  };
  const frame = () => <App model={history.update(run.view())} faults={faultNames} actions={actions} />;
  const beforeCpuMs = cpuMs();
  const app = render(frame(), {
    stdin: input,
    stdout: output,
    stderr: output,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  refresh.drawn(performance.now(), beforeCpuMs, cpuMs(), false);
  let isClosed = false;

  function draw(asked: boolean): void {
    if (isClosed) return;
    const beforeCpuMs = cpuMs();
    // In this turn, so that what it takes can be told.
    app.rerender(frame());
    refresh.drawn(performance.now(), beforeCpuMs, cpuMs(), asked);
  }

  const looking = setInterval(() => {
    if (refresh.isDue(performance.now(), cpuMs())) draw(false);
  }, LOOK_MS);
  return {
    note,
    close: () => {
      isClosed = true;
      clearInterval(looking);
      app.unmount();
    },
    get cpuMs() {
      return refresh.spentMs;
    },
  };
}

/** CPU time of this process, all its threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
