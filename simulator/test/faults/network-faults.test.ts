import { describe, expect, test, vi } from "vitest";
import { type FaultyRun, faultyRun, onTopic } from "./running-fleet.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Sends a command and answers how long its response took, ms. */
async function roundTripMs(run: FaultyRun, node: number, id: string): Promise<number> {
  const { homeId, nodeId } = run.fleet.nodes[node] as FaultyRun["fleet"]["nodes"][number];
  const sentMs = performance.now();
  await run.watcher.client.publishAsync(
    `homesync/${homeId}/nodes/${nodeId}/command/led`,
    JSON.stringify({ action: "on", request_id: id }),
    { qos: 1 },
  );
  await run.watcher.until(`the response to ${id}`, () =>
    onTopic(run, node, "response/command").some((said) => said["request_id"] === id),
  );
  return performance.now() - sentMs;
}

const only0 = { whom: { nodes: [0] } };

describe("faults on the network", () => {
  test("latency: a round trip takes twice as much longer, and the connection that is there is kept", async () => {
    const run = await faultyRun();
    const slow = await run.injector.inject({ kind: "latency", delay_ms: 300, ...only0 });
    expect(await roundTripMs(run, 0, "slow")).toBeGreaterThanOrEqual(590);
    await run.injector.lift(slow);
    await roundTripMs(run, 0, "again");
    expect(run.fleet.metrics()).toMatchObject({ counters: { "connect.again": 0 }, errors: {} });
  });

  test("latency and jitter add up; a planned end over such a line is still in order", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "latency", delay_ms: 200, ...only0 });
    await run.injector.inject({ kind: "jitter", most_ms: 100, ...only0 });
    expect(await roundTripMs(run, 0, "slow")).toBeGreaterThanOrEqual(390);
    expect(await run.fleet.stop()).toMatchObject({ endedInOrder: 4 });
    await run.watcher.settle();
    expect(onTopic(run, 0, "status/online").at(-1)).toMatchObject({ online: false, reason: "shutdown" });
  });

  test("bandwidth: what is sent comes late, and whole", async () => {
    const run = await faultyRun();
    // Seven readings of about 140 bytes a second do not fit: they queue up.
    await run.injector.inject({ kind: "bandwidth", bytes_per_s: 400, ...only0 });
    expect(await roundTripMs(run, 0, "narrow")).toBeGreaterThan(300);
    expect(run.fleet.metrics().errors).toEqual({});
  });

  test("loss: nothing is lost, and stalls show", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "loss", rate: 0.5, ...only0 });
    let longest = 0;
    for (let index = 0; index < 6; index++) {
      longest = Math.max(longest, await roundTripMs(run, 0, `lossy-${index}`));
    }
    expect(longest).toBeGreaterThanOrEqual(195);
  });

  test("half_open: neither side hears of the other, until the fault is lifted", async () => {
    const run = await faultyRun();
    const open = await run.injector.inject({ kind: "half_open", ...only0 });
    await run.watcher.settle();
    const heard = onTopic(run, 0, "telemetry/power").length;
    const healthy = onTopic(run, 1, "telemetry/power").length;
    await run.watcher.until("the others", () => onTopic(run, 1, "telemetry/power").length >= healthy + 3);
    expect(onTopic(run, 0, "telemetry/power")).toHaveLength(heard);
    // The broker still believes that it is there, and so does the node.
    expect(onTopic(run, 0, "status/online").some(({ online }) => online === false)).toBe(false);
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(4);
    await run.injector.lift(open);
    await run.watcher.until("node 0", () => onTopic(run, 0, "telemetry/power").length > heard);
  });

  test("half_open while the node crashes: the broker does not learn of it, and its next life does not connect", async () => {
    const run = await faultyRun();
    const open = await run.injector.inject({ kind: "half_open", ...only0 });
    await run.injector.inject({ kind: "crash", ...only0 });
    await expect.poll(() => run.fleet.metrics().gauges["nodes.connected"], { timeout: 10_000 }).toBe(3);
    await run.watcher.settle();
    expect(onTopic(run, 0, "status/online").some(({ online }) => online === false)).toBe(false);
    await run.injector.lift(open);
    await expect.poll(() => run.fleet.metrics().gauges["nodes.connected"], { timeout: 60_000 }).toBe(4);
  });

  test("reset: a storm in which everyone comes back", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "reset" });
    await expect.poll(() => run.fleet.metrics().counters["connect.again"], { timeout: 30_000 }).toBe(4);
    expect(run.fleet.metrics()).toMatchObject({ gauges: { "nodes.connected": 4 }, errors: { network: 4 } });
  });

  test("dns_failure: who is connected stays so, who connects fails until it is lifted", async () => {
    const run = await faultyRun();
    const lost = await run.injector.inject({ kind: "dns_failure", ...only0 });
    await roundTripMs(run, 0, "still-there");
    await run.injector.inject({ kind: "reset", ...only0 });
    await expect
      .poll(() => Object.keys(run.fleet.metrics().errors), { timeout: 30_000 })
      .toContain("unknown_host");
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(3);
    await run.injector.lift(lost);
    await expect.poll(() => run.fleet.metrics().gauges["nodes.connected"], { timeout: 60_000 }).toBe(4);
  });
});
