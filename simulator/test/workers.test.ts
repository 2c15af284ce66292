import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Fleet, type FleetOptions, type NodeEvent, startFleet } from "../src/index.ts";
import { Watcher } from "./brokers/watcher.ts";

vi.setConfig({ testTimeout: 60_000 });

const POLL = { timeout: 30_000, interval: 50 };

async function openBroker() {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  return broker;
}

async function run(url: string, options: Partial<FleetOptions> & { nodes: number }): Promise<Fleet> {
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl(url) },
    homePrefix: "sim-test",
    seed: 7,
    intervalS: 1,
    ...options,
  });
  onTestFinished(() => fleet.kill());
  return fleet;
}

const names = ({ nodes }: Fleet): string[] => nodes.map(({ homeId, nodeId }) => `${homeId}/${nodeId}`);

test("worker threads run the fleet that one thread would, controlled and counted as one", async () => {
  const { url } = await openBroker();
  const watcher = await Watcher.open(url);
  onTestFinished(() => watcher.close());
  const fleet = await run(url, { nodes: 7, workers: 2, initialNodes: 4 });
  await expect.poll(() => fleet.metrics().gauges["nodes.connected"], POLL).toBe(4);
  fleet.aim(7);
  await fleet.whenConnected();
  expect(names(fleet)).toHaveLength(7);
  await expect.poll(() => fleet.metrics().counters["telemetry.sent"], POLL).toBeGreaterThanOrEqual(7 * 7);
  expect(fleet.metrics().gauges).toEqual({
    "nodes.planned": 7,
    "nodes.started": 7,
    "nodes.connected": 7,
    "nodes.most_connected": 7,
  });
  const events: NodeEvent[] = [];
  const stop = fleet.observe(5, (event) => events.push(event));
  fleet.act([5], { kind: "power_cut" });
  await expect.poll(() => events.some(({ kind }) => kind === "disconnected"), POLL).toBe(true);
  expect(await fleet.inspect(5)).toMatchObject({ isRunning: false, isConnected: false });
  expect(await fleet.inspect(4)).toMatchObject({ isRunning: true, isConnected: true });
  const node = fleet.nodes[5];
  await watcher.until("the will of that node alone", (seen) =>
    seen.some(
      ({ topic, payload }) =>
        topic === `homesync/${node?.homeId}/nodes/${node?.nodeId}/status/online` &&
        payload.toString().includes("unexpected_disconnect"),
    ),
  );
  stop();
  fleet.act([5], { kind: "power_on" });
  await expect.poll(() => fleet.metrics().gauges["nodes.connected"], POLL).toBe(7);
  const summary = await fleet.stop();
  expect(summary).toMatchObject({ nodes: 7, started: 7, endedInOrder: 7, purged: 7, notPurged: 0 });
});

test("the shards of a seeded fleet are its nodes, each in one of them", async () => {
  const { url } = await openBroker();
  const whole = await run(url, { nodes: 7, initialNodes: 0 });
  const parts = await Promise.all(
    [1, 2, 3].map((index) => run(url, { nodes: 7, initialNodes: 0, shard: { index, of: 3 } })),
  );
  expect(parts.flatMap(names).sort()).toEqual(names(whole).sort());
  const [first] = parts as [Fleet];
  expect(names(first)).toEqual([
    "sim-test-0001/node-001",
    "sim-test-0004/node-001",
    "sim-test-0007/node-001",
  ]);
});

test("what cannot be is refused before anything starts, all of it at once", async () => {
  await expect(
    startFleet({
      broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
      nodes: 4,
      workers: -1,
      shard: { index: 3, of: 2 },
      localAddresses: ["localhost"],
      profiles: { household: 1, castle: 2 } as never,
    }),
  ).rejects.toThrow(/workers.*shard.*castle.*local-address/s);
});
