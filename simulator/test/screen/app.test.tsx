import { render } from "ink-testing-library";
import { expect, test, vi } from "vitest";
import { Metrics } from "../../src/metrics/metrics.ts";
import type { RunView } from "../../src/run/scenario-run.ts";
import { App } from "../../src/screen/app.tsx";
import { ScreenHistory } from "../../src/screen/model.ts";
import { sparkline } from "../../src/screen/sparkline.ts";

/** A run at some moment, with that many messages sent. */
function viewAt(elapsedMs: number, sent: number, more: Partial<RunView> = {}): RunView {
  const metrics = new Metrics();
  metrics.count("publish.qos0", sent);
  metrics.record("command.rtt", 12);
  metrics.fail("bad_credentials");
  const snapshot = metrics.snapshot(elapsedMs);
  return {
    name: "evening",
    metrics: { ...snapshot, gauges: { ...snapshot.gauges, "nodes.planned": 20, "nodes.connected": 19 } },
    verdicts: [
      { text: "connect.failed == 0", actual: 2, kind: "count", passed: false },
      { text: "command.rtt.p99 < 1s", actual: 12, kind: "time", passed: true },
      { text: "publish.ack.p99 < 1s", actual: undefined, kind: "time", passed: false },
    ],
    phase: "ramp to 20 nodes",
    phaseLeftMs: 5000,
    faults: ["latency of 3 nodes"],
    paused: false,
    ...more,
  };
}

function shown(view: () => RunView) {
  const history = new ScreenHistory(viewAt(0, 0));
  const actions = {
    togglePause: vi.fn(),
    inject: vi.fn(),
    quit: vi.fn(),
    interrupt: vi.fn(),
    redraw: vi.fn(() => app.rerender(frame())),
  };
  const frame = () => (
    <App model={history.update(view())} actions={actions} faults={["power_cut", "latency"]} />
  );
  const app = render(frame());
  return { app, actions, history, frame: () => app.lastFrame() ?? "" };
}

const press = async (app: ReturnType<typeof render>, key: string): Promise<void> => {
  app.stdin.write(key);
  // Ink handles input in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
};

test("shows state, rates, times, faults, errors, thresholds and log", () => {
  const { frame, history, app } = shown(() => viewAt(2000, 400));
  history.note("sim-1/node-001: sensor silent");
  app.unmount();
  expect(frame()).toContain("evening 2 s · ramp to 20 nodes, 5 s left · 19 of 20 nodes connected");
  expect(frame()).toMatch(/published +200\/s +█/);
  expect(frame()).toMatch(/command +p50 12 ms {2}p99 12 ms {2}max 12 ms/);
  expect(frame()).toMatch(/faults +latency of 3 nodes/);
  expect(frame()).toMatch(/errors +1 bad_credentials/);
  expect(frame()).toMatch(/✗ connect.failed == 0 +2/);
  expect(frame()).toMatch(/✓ command.rtt.p99 < 1s +12 ms/);
  expect(frame()).toMatch(/· publish.ack.p99 < 1s +nothing measured/);
});

test("keys pause, choose a fault and inject it, quit, and interrupt", async () => {
  const { app, actions, frame } = shown(() => viewAt(2000, 400, { paused: true }));
  expect(frame()).toContain("PAUSED");
  await press(app, "p");
  expect(actions.togglePause).toHaveBeenCalledOnce();
  await press(app, "f");
  await expect.poll(frame).toContain("1 power_cut · 2 latency");
  await press(app, "q");
  await expect.poll(frame).not.toContain("1 power_cut");
  // While a fault is chosen every other key means none.
  expect(actions.quit).not.toHaveBeenCalled();
  await press(app, "f");
  await expect.poll(frame).toContain("1 power_cut");
  await press(app, "2");
  expect(actions.inject).toHaveBeenCalledExactlyOnceWith(1);
  await press(app, "q");
  expect(actions.quit).toHaveBeenCalledOnce();
  await press(app, "\u0003");
  expect(actions.interrupt).toHaveBeenCalledOnce();
  app.unmount();
});

test("a key pressed between two refreshes adds nothing to the course of the rates", () => {
  const history = new ScreenHistory(viewAt(0, 0));
  history.update(viewAt(1000, 100));
  const model = history.update(viewAt(1050, 110));
  expect(model.rates[0]?.history).toEqual([100]);
  expect(history.update(viewAt(2000, 300)).rates[0]?.history).toEqual([100, 200]);
});

test("a sparkline fills its width from the right", () => {
  expect(sparkline([0, 5, 10], 5)).toBe("  ▁▅█");
  expect(sparkline([0, 0], 2)).toBe("▁▁");
  expect(sparkline([9, 1, 2, 4], 2)).toBe("▅█");
});
