import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { generatedFiles } from "../../generate/files.ts";
import type { RunReport } from "../../src/report/run-report.ts";
import { readScenario } from "../../src/scenario/read.ts";
import { readyScenarios } from "../../src/scenario/ready.ts";
import { runCommandLine } from "../cli/command-line.ts";

vi.setConfig({ testTimeout: 90_000 });

/** How each ready scenario is run here: as it is, but with fewer nodes and in less time. */
const SHORTENED: Readonly<Record<string, string>> = {
  smoke: "--time-scale 0.2",
  "household-evening": "--scale 0.2 --time-scale 0.02 --interval 1 --commands-rate 5",
  "hivemq-free-30-homes": "--time-scale 0.02 --interval 1 --commands-rate 5",
  "soak-5000": "--scale 0.01 --time-scale 0.0015 --interval 1 --commands-rate 10",
  "reconnect-storm": "--scale 0.05 --time-scale 0.1",
  "broker-restart": "--scale 0.05 --time-scale 0.06",
  "flaky-wifi": "--scale 0.2 --time-scale 0.06 --interval 1",
  "ota-fleet": "--scale 0.1 --time-scale 0.06",
  "hostile-payloads": "--scale 0.3 --time-scale 0.08",
};

/** What a shortened run must have met, beyond its thresholds: that it did what it is for. */
const MET: Readonly<Record<string, (report: RunReport) => void>> = {
  smoke: ({ metrics }) => {
    expect(metrics.counters["telemetry.received"]).toBeGreaterThan(100);
    expect(metrics.counters["command.answered"]).toBeGreaterThan(5);
    expect(metrics.histograms["delivery.subscriber"].count).toBeGreaterThan(100);
  },
  "hivemq-free-30-homes": ({ fleet }) => expect(fleet).toMatchObject({ nodes: 30, homes: 30 }),
  "reconnect-storm": ({ metrics, fleet }) => {
    // All of them, and then half.
    expect(metrics.counters["connect.lost"]).toBeGreaterThanOrEqual(fleet.nodes * 1.5);
    expect(metrics.histograms["connect.recovery"].count).toBeGreaterThanOrEqual(fleet.nodes * 1.5);
  },
  "broker-restart": ({ faults, metrics, fleet }) => {
    expect(faults.map(({ title }) => title).sort()).toEqual(["broker_refuse", "broker_restart", "reset"]);
    expect(metrics.counters["connect.again"]).toBeGreaterThanOrEqual(fleet.nodes);
  },
  "ota-fleet": ({ metrics, fleet }) => {
    expect(metrics.counters["update.done"]).toBe(fleet.nodes);
    expect(metrics.counters["node.restarted"]).toBeGreaterThanOrEqual(fleet.nodes);
  },
  "flaky-wifi": ({ faults }) => expect(faults.length).toBe(6),
  "hostile-payloads": ({ metrics }) => expect(metrics.counters["command.hostile"]).toBeGreaterThan(10),
};

test("every ready scenario is run here", () => {
  expect(Object.keys(SHORTENED).sort()).toEqual(readyScenarios().map(({ name }) => name));
});

// Side by side: they wait more than they work.
test.concurrent.each(Object.entries(SHORTENED))("%s passes, shortened by %s", async (name, options) => {
  const { status, out } = await runCommandLine(`run ${name} ${options} --quiet --json`);
  const report = JSON.parse(out) as RunReport;
  // How long something takes depends on what else this machine does, so thresholds on times are not judged here.
  const failed = report.thresholds.filter(({ passed }) => !passed);
  expect(failed.filter(({ kind }) => kind !== "time")).toEqual([]);
  expect(report).toMatchObject({ name, endedBy: "phases", fleet: { notPurged: 0 } });
  expect(report.fleet.endedInOrder).toBe(report.fleet.started);
  MET[name]?.(report);
  expect(status).toBe(failed.length === 0 ? 0 : 7);
});

test("each names itself, says what it is for, sets thresholds and leads editors to the schema", async () => {
  for (const { name, file } of readyScenarios()) {
    const scenario = await readScenario(file);
    expect(scenario.name).toBe(name);
    expect(scenario.description?.length).toBeGreaterThan(20);
    expect(scenario.thresholds?.length).toBeGreaterThan(0);
    expect(scenario.fleet?.seed).toBeDefined();
    expect((await readFile(file, "utf8")).split("\n")[0]).toBe(
      "# yaml-language-server: $schema=./scenario.schema.json",
    );
  }
});

test("what is made from the schema is not stale (make generate)", async () => {
  for (const [path, content] of generatedFiles()) {
    expect(await readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8"), path).toBe(
      content,
    );
  }
});
