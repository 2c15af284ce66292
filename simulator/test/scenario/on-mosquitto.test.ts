import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate, startMosquitto, withServers } from "@homesync/broker/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RunReport } from "../../src/report/run-report.ts";
import { payloadsOn, Watcher } from "../brokers/watcher.ts";
import { runCommandLine } from "../cli/command-line.ts";

vi.setConfig({ testTimeout: 90_000 });

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "homesync-scenario-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Runs a scenario that was written to a file. */
async function runFile(path: string, scenario: unknown) {
  const file = join(path, "scenario.json");
  await writeFile(file, JSON.stringify(scenario));
  const { status, out, err } = await runCommandLine(["run", file, "--quiet", "--json"]);
  return { status, err, report: JSON.parse(out) as RunReport };
}

const FLEET = { nodes: 6, homes: 3, seed: 5, interval_s: 1, qos: 1 };
const PHASES = [
  { kind: "ramp", over_s: 1 },
  { kind: "hold", for_s: 5 },
];

withServers("scenarios on mosquitto", () => {
  test.each([
    { scheme: "mqtt", mqtt_version: 5 },
    { scheme: "wss", mqtt_version: "5" },
  ])("MQTT 5 over $scheme: all is delivered, and acknowledged with success", async (given) => {
    const certificate = await makeCertificate();
    const isSecure = given.scheme === "wss";
    const mosquitto = await startMosquitto({
      verbose: true,
      ...(isSecure ? { webSockets: true, certificate } : {}),
    });
    expect(mosquitto.url).toMatch(new RegExp(`^${given.scheme}://`));
    const path = await folder();
    const ca_file = join(path, "ca.pem");
    await writeFile(ca_file, certificate.cert);
    const { status, err, report } = await runFile(path, {
      broker: { url: mosquitto.url, ...(isSecure ? { ca_file } : {}) },
      fleet: { ...FLEET, mqtt_version: given.mqtt_version },
      phases: PHASES,
      thresholds: [
        "connect.failed == 0",
        "nodes.connected == 100%",
        "telemetry.lost == 0",
        "publish.acknowledged == 100%",
        "publish.rejected == 0",
      ],
    });
    expect([status, err, report.thresholds.filter(({ passed }) => !passed)]).toEqual([0, "", []]);
    // No subscriber has what the nodes say about their state: mosquitto says so, and that is no error (MQTT 5, 3.4.2.1).
    expect(Object.keys(report.metrics.errors).filter((name) => name !== "mqtt.0x10")).toEqual([]);
    const nodes = [...mosquitto.output.matchAll(/ as homesync_sim-\S+ \((p\d), c0/g)].map(
      ([, level]) => level,
    );
    expect(nodes).toHaveLength(FLEET.nodes);
    expect(new Set(nodes)).toEqual(new Set(["p5"]));
  });

  test("MQTT 5: what the broker does not take is counted by its reason code", async () => {
    const path = await folder();
    const acl = join(path, "acl");
    // mosquitto reads it as a user of its own.
    await writeFile(acl, "topic write homesync/+/nodes/+/status/#\ntopic read homesync/#\n", { mode: 0o644 });
    await chmod(path, 0o755);
    const { url } = await startMosquitto({ config: [`acl_file ${acl}`] });
    const { status, report } = await runFile(path, {
      broker: { url },
      fleet: { ...FLEET, mqtt_version: "5" },
      phases: PHASES,
      thresholds: ["publish.rejected == 0"],
    });
    expect(status).toBe(7);
    const { errors, counters } = report.metrics;
    expect(counters["publish.rejected"]).toBeGreaterThan(FLEET.nodes * 7);
    expect(errors["mqtt.0x87"]).toBe(counters["publish.rejected"]);
  });

  test("a broker that refuses the first connect is told before the run, over MQTT 5 too", async () => {
    const { url } = await startMosquitto({ user: { name: "sim", password: "right" } });
    const { status, out, err } = await runCommandLine(
      `run -n 2 --broker ${url} --username sim --mqtt-version 5 --quiet`,
      { env: { HOMESYNC_MQTT_PASSWORD: "wrong" } },
    );
    expect([status, out]).toEqual([4, ""]);
    expect(err).toMatch(/authentication failed.*\n.*password/);
  });

  test("nodes come and go: the broker hears planned absences and publishes wills, and nothing is left", async () => {
    const { url } = await startMosquitto();
    const watcher = await Watcher.open(url);
    onTestFinished(() => watcher.close());
    const { status, report } = await runFile(await folder(), {
      broker: { url },
      fleet: { nodes: 60, seed: 5, interval_s: 1 },
      phases: [
        { kind: "ramp", to: 5, over_s: 1 },
        { kind: "arrival", rate_per_s: 4, for_s: 8, stay_s: 1.5, cut_share: 0.5 },
        { kind: "hold", for_s: 6 },
      ],
      thresholds: ["visit.begun == 32", "visit.missed == 0", "connect.failed <= 30%"],
    });
    expect(report.thresholds.filter(({ passed }) => !passed)).toEqual([]);
    expect(status).toBe(0);
    await watcher.settle();
    const said = payloadsOn(watcher.seen, "/status/online");
    const count = (reason: string): number => said.filter((payload) => payload["reason"] === reason).length;
    // Some leave before they have a session, and then nobody hears of them.
    expect(count("unexpected_disconnect")).toBeGreaterThan(3);
    expect(count("shutdown")).toBeGreaterThan(5 + 3);
    expect(report.fleet).toMatchObject({ notPurged: 0 });
    expect(report.fleet.endedInOrder).toBe(report.fleet.started);
    const late = await Watcher.open(url);
    onTestFinished(() => late.close());
    await late.settle();
    expect(late.seen).toEqual([]);
  });
});
