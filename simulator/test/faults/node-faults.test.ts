import { describe, expect, test, vi } from "vitest";
import { swiftClock } from "../swift-clock.ts";
import { type FaultyRun, faultyRun, onTopic } from "./running-fleet.ts";

vi.setConfig({ testTimeout: 60_000 });

const only0 = { whom: { nodes: [0] } };

/** Waits until a node has said something that satisfies the condition. */
const says = (run: FaultyRun, node: number, key: string, holds: (said: Record<string, unknown>) => boolean) =>
  run.watcher.until(`${key} of node ${node}`, () => onTopic(run, node, key).some(holds));

describe("faults on the node", () => {
  test("power_cut: the broker publishes the will; lifted, the node says that it was a power cut", async () => {
    const run = await faultyRun();
    const cut = await run.injector.inject({ kind: "power_cut", ...only0 });
    await says(run, 0, "status/online", ({ reason }) => reason === "unexpected_disconnect");
    expect(await run.fleet.inspect(0)).toMatchObject({ isRunning: false });
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(3);
    await run.injector.lift(cut);
    await run.watcher.until("its second birth", () => isBack(run, 0));
    expect(onTopic(run, 0, "status/online").at(-1)).toMatchObject({ online: true, reset_reason: "power_on" });
    expect(onTopic(run, 1, "status/online").every(({ online }) => online)).toBe(true);
  });

  test.each([
    ["crash", "exception"],
    ["watchdog", "watchdog"],
  ] as const)("%s: the node boots again by itself and says why", async (kind, reason) => {
    const run = await faultyRun();
    await run.injector.inject({ kind, ...only0 });
    await says(run, 0, "status/online", (said) => said["reset_reason"] === reason);
    expect(run.injector.inForce).toEqual([]);
  });

  test("sensor_silent and sensor_corrupt: nothing is published that was not measured", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "sensor_silent", sensor: "meter", whom: { nodes: [0] } });
    await run.injector.inject({ kind: "sensor_silent", sensor: "thermometer", whom: { nodes: [1] } });
    await run.injector.inject({ kind: "sensor_corrupt", whom: { nodes: [2] } });
    // What was measured before may still be on its way: the counts are taken after one more of the healthy node.
    await more(run, 3, "telemetry/power", 1);
    const quiet = [
      [0, "telemetry/power"],
      [1, "telemetry/temperature"],
      [2, "telemetry/power"],
    ] as const;
    const before = quiet.map(([node, key]) => onTopic(run, node, key).length);
    await more(run, 3, "telemetry/power", 3);
    expect(quiet.map(([node, key]) => onTopic(run, node, key).length)).toEqual(before);

    await run.injector.close();
    for (const [node, key] of quiet) await more(run, node, key, 1);
  });

  test("relay_stuck: a command is answered with relay_fault, and the contact stays", async () => {
    const run = await faultyRun();
    await says(run, 0, "telemetry/power", () => true);
    const stuck = await run.injector.inject({ kind: "relay_stuck", ...only0 });
    await command(run, 0, "relay", { action: "off", request_id: "stuck" });
    await says(run, 0, "response/command", (said) => said["request_id"] === "stuck");
    expect(onTopic(run, 0, "response/command")).toMatchObject([{ status: "error", error: "relay_fault" }]);
    expect(await run.fleet.inspect(0)).toMatchObject({ relayIsOn: true });
    await run.injector.lift(stuck);
    // Too soon after the attempt the relay does not switch again.
    let attempts = 0;
    await expect
      .poll(
        async () => {
          await command(run, 0, "relay", { action: "off", request_id: `free-${attempts++}` });
          return (await run.fleet.inspect(0)).relayIsOn;
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBe(false);
  });

  test("flash_failure: a setting that cannot be stored is answered with storage_fault", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "flash_failure", ...only0 });
    await command(run, 0, "config", { action: "set", request_id: "worn", settings: { name: "attic" } });
    await says(run, 0, "response/command", (said) => said["request_id"] === "worn");
    expect(onTopic(run, 0, "response/command")).toMatchObject([{ status: "error", error: "storage_fault" }]);
  });

  test("flash_failure in the middle of a write: the node is gone; back, it gets the command again and stores it", async () => {
    const run = await faultyRun();
    const cut = await run.injector.inject({ kind: "flash_failure", cut_after_bytes: 3, ...only0 });
    await command(run, 0, "config", { action: "set", request_id: "half", settings: { name: "attic" } });
    await says(run, 0, "status/online", ({ reason }) => reason === "unexpected_disconnect");
    await run.injector.lift(cut);
    await run.watcher.until("its second birth", () => isBack(run, 0));
    await says(run, 0, "response/command", (said) => said["request_id"] === "half");
    expect(onTopic(run, 0, "response/command")).toMatchObject([{ status: "success" }]);
  });

  test("clock_skew: timestamps are off by it, and right again when it is lifted", async () => {
    const run = await faultyRun();
    const aheadMs = (said: Record<string, unknown>): number =>
      Date.parse(String(said["timestamp"])) - Date.now();
    const skew = await run.injector.inject({ kind: "clock_skew", skew_s: -3600, ...only0 });
    await command(run, 0, "relay", { action: "on", request_id: "late", timestamp: new Date().toISOString() });
    await says(run, 0, "response/command", ({ error }) => error === "expired");
    await run.injector.lift(skew);
    await run.injector.inject({ kind: "clock_skew", skew_s: 7200, ...only0 });
    await says(run, 0, "telemetry/power", (said) => aheadMs(said) > 7_000_000);
    expect(onTopic(run, 1, "telemetry/power").every((said) => aheadMs(said) < 1000)).toBe(true);
  });

  test("bad_firmware: five failures in a row lead to safe mode", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "bad_firmware", after_s: 0.5, ...only0 });
    await says(run, 0, "status/online", (said) => said["safe_mode"] === true);
    await run.injector.close();
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBeGreaterThanOrEqual(3);
  });
});

describe("bad_update", () => {
  const outcomes = (run: FaultyRun): Record<string, unknown>[] =>
    onTopic(run, 0, "response/ota").filter(({ status }) => status !== "in_progress");

  test.each([
    ["truncated", "wrong_size"],
    ["corrupt", "wrong_hash"],
    ["wrong_signature", "bad_signature"],
  ] as const)("%s: refused with %s, and the old firmware runs on", async (image, error) => {
    const run = await faultyRun();
    const bad = await run.injector.inject({ kind: "bad_update", image, ...only0 });
    await run.watcher.until("the refusal", () => outcomes(run).length > 0);
    expect(outcomes(run)).toMatchObject([{ status: "error", error }]);
    await run.injector.lift(bad);
    const versions = onTopic(run, 0, "status/firmware").map(({ version }) => version);
    expect(new Set(versions).size).toBe(1);
    await more(run, 0, "telemetry/power", 1);
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(4);
    expect(onTopic(run, 1, "response/ota")).toEqual([]);
  });

  test("crashing: the new firmware fails after each boot until safe mode, where an older signed one is refused still", async () => {
    const run = await faultyRun({ clock: swiftClock(5) });
    await run.injector.inject({ kind: "bad_update", image: "crashing", version: "9.0.0", ...only0 });
    await says(run, 0, "status/online", (said) => said["safe_mode"] === true);
    expect(onTopic(run, 0, "status/firmware").at(-1)).toMatchObject({ version: "9.0.0" });
    await run.injector.inject({ kind: "bad_update", image: "truncated", version: "8.0.0", ...only0 });
    await says(run, 0, "response/ota", ({ error }) => error === "not_newer");
  });

  test("nodes that trust no key are named, with what to do", async () => {
    const run = await faultyRun({}, 4, { trustsUpdates: false });
    await expect(run.injector.inject({ kind: "bad_update", image: "corrupt" })).rejects.toThrow(
      /trust no key.*list bad_update in the scenario/,
    );
    expect(run.injector.inForce).toEqual([]);
  });
});

/** Whether it is there again after it was not. */
const isBack = (run: FaultyRun, node: number): boolean => {
  const said = onTopic(run, node, "status/online").map(({ online }) => online === true);
  return said.includes(false) && said.at(-1) === true;
};

/** Waits for so many more messages of a node on a topic. */
function more(run: FaultyRun, node: number, key: string, count: number): Promise<void> {
  const wanted = onTopic(run, node, key).length + count;
  return run.watcher.until(`${count} more ${key}`, () => onTopic(run, node, key).length >= wanted);
}

async function command(run: FaultyRun, node: number, name: string, payload: object): Promise<void> {
  const { homeId, nodeId } = run.fleet.nodes[node] as FaultyRun["fleet"]["nodes"][number];
  const topic = `homesync/${homeId}/nodes/${nodeId}/command/${name}`;
  await run.watcher.client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
}
