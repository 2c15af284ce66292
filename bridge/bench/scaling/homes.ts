import { join } from "node:path";
import { RedisServer } from "@homesync/broker/testing";
import { median, serverUsage, type Usage } from "../../../bench/measure/index.ts";
import type { BridgeConfig } from "../../src/index.ts";
import { measureRound, type Result } from "../ingest-case.ts";
import { addressOf, type BenchFleet, Load } from "../load.ts";
import { inSurroundings, type Surroundings, seriesIn, startMeasuredBridge } from "../surroundings.ts";

/** PUT requests under way at once. */
const REGISTERING = 20;
/** After one that warms up. */
const ROUNDS = 3;

interface Cost {
  /** CPU-ms for 1,000 messages, each process by itself. */
  readonly bridge: number;
  readonly broker: number;
  readonly influx: number;
  /** CPU-ms until it listened to all. */
  readonly ready: number;
  readonly rssMegabytes: number;
}

/** How one way of running a bridge differs from the others. */
type Variant = Pick<BridgeConfig, "series" | "state" | "registry"> & { readonly perNode?: boolean };

/** One point of the curve of homes: the same stream to bridges that differ in one thing. */
export const measureHomes = (homes: number, messages: number): Promise<Readonly<Record<string, number>>> =>
  inSurroundings(async (surroundings) => {
    const redis = await RedisServer.start();
    try {
      const fleet: BenchFleet = { nodes: homes, homes };
      const series = seriesIn(surroundings);
      const cost = (name: string, variant: Variant): Promise<Cost> =>
        measureVariant(surroundings, name, variant, fleet, messages);
      const wildcard = await cost("wildcard", { series });
      const perNode = await cost("per-node", { series, registry: "registered", perNode: true });
      const inRedis = await cost("redis", { series, state: { kind: "redis", url: redis.url } });
      const inMemory = await cost("memory", { series: { kind: "memory" }, state: { kind: "memory" } });
      return {
        wildcard: wildcard.bridge,
        perNode: perNode.bridge,
        redis: inRedis.bridge,
        memory: inMemory.bridge,
        brokerWildcard: wildcard.broker,
        brokerPerNode: perNode.broker,
        influx: wildcard.influx,
        readyWildcard: wildcard.ready,
        readyPerNode: perNode.ready,
        rss: wildcard.rssMegabytes,
      };
    } finally {
      await redis.close();
    }
  });

async function measureVariant(
  { dataDirectory, mosquitto, influx }: Surroundings,
  name: string,
  { perNode = false, ...variant }: Variant,
  fleet: BenchFleet,
  messages: number,
): Promise<Cost> {
  const config: BridgeConfig = {
    ...variant,
    dataDirectory: join(dataDirectory, name),
    broker: {
      kind: "external",
      url: mosquitto.url,
      telemetryQos: 0,
      // What one of them leaves would wait for it on the broker, and cost the next.
      clean: true,
      subscriptions: perNode ? "registered" : "all",
    },
    http: { port: 0, requestsPerToken: 100_000 },
  };
  if (perNode) await register(config, fleet);
  const bridge = await startMeasuredBridge(config);
  const { cpuSeconds: readyCpuSeconds } = await bridge.sample();
  const load = await Load.connect(bridge.ready.brokerUrl, 0, fleet);
  await measureRound(bridge, load, messages);
  const servers = (): Promise<[Usage, Usage]> =>
    Promise.all([serverUsage(mosquitto.pid), serverUsage(influx.pid)]);
  const results: Result[] = [];
  const before = await servers();
  for (let round = 0; round < ROUNDS; round++) results.push(await measureRound(bridge, load, messages));
  const after = await servers();
  load.close();
  await bridge.end();
  const spent = (server: 0 | 1): number =>
    ((after[server].cpuSeconds - before[server].cpuSeconds) * 1e6) / (messages * ROUNDS);
  return {
    bridge: median(results.map(({ perCpuSecond }) => 1e6 / perCpuSecond)),
    broker: spent(0),
    influx: spent(1),
    ready: readyCpuSeconds * 1000,
    rssMegabytes: Math.max(...results.map(({ rssMegabytes }) => rssMegabytes)),
  };
}

/** Adds every node of the fleet to the registry of a bridge, as an installer does. */
async function register(config: BridgeConfig, fleet: BenchFleet): Promise<void> {
  const bridge = await startMeasuredBridge(config);
  const { apiUrl, token } = bridge.ready;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < fleet.nodes) {
      const { home, node } = addressOf(next++, fleet);
      const { status } = await fetch(new URL(`/api/v1/homes/${home}/nodes/${node}`, apiUrl), {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: "{}",
      });
      if (status !== 201) throw new Error(`${home}/${node} was not registered: status ${status}`);
    }
  };
  await Promise.all(Array.from({ length: REGISTERING }, worker));
  await bridge.end();
}
