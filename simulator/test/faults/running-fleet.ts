import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { expect, onTestFinished } from "vitest";
import { faultyBroker } from "../../src/faults/broker/embedded.ts";
import type { Fault } from "../../src/faults/fault.ts";
import { FaultInjector } from "../../src/faults/injector.ts";
import { type Fleet, type FleetOptions, startFleet } from "../../src/index.ts";
import { systemClock } from "../../src/scheduler/clock.ts";
import { makeUpdateSigner } from "../../src/update/key-files.ts";
import { Watcher } from "../brokers/watcher.ts";

/** A small fleet on the embedded broker, a subscriber, and somebody who breaks things. All end with the test. */
export interface FaultyRun {
  readonly fleet: Fleet;
  readonly watcher: Watcher;
  readonly injector: FaultInjector;
  /** What could not be injected or taken back. */
  readonly errors: unknown[];
}

/** @param connected how many nodes to wait for */
export async function faultyRun(
  options: Partial<FleetOptions> = {},
  connected = 4,
  { ownBroker = true, trustsUpdates = true } = {},
): Promise<FaultyRun> {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  const watcher = await Watcher.open(broker.url);
  onTestFinished(() => watcher.close());
  const access = { address: parseBrokerUrl(broker.url) };
  const { privateKey, publicKey } = makeUpdateSigner();
  const fleet = await startFleet({
    broker: access,
    nodes: 4,
    homes: 2,
    seed: 7,
    homePrefix: "sim-fault",
    intervalS: 1,
    ...(trustsUpdates ? { updates: { publicKey } } : {}),
    ...options,
  });
  onTestFinished(() => fleet.kill());
  await expect
    .poll(() => fleet.metrics().gauges["nodes.connected"], { timeout: 20_000, interval: 10 })
    .toBe(connected);
  const errors: unknown[] = [];
  const injector = new FaultInjector({
    fleet,
    access,
    ...(ownBroker ? { broker: faultyBroker(broker) } : {}),
    ...(trustsUpdates ? { updateKey: privateKey } : {}),
    clock: systemClock,
    onError: (_fault: Fault, error) => errors.push(error),
  });
  onTestFinished(() => injector.close());
  return { fleet, watcher, injector, errors };
}

/** Messages of one node on one topic. */
export const onTopic = (
  { watcher, fleet }: FaultyRun,
  node: number,
  key: string,
): Record<string, unknown>[] =>
  watcher.seen
    .filter(({ topic, payload }) => {
      const { homeId, nodeId } = fleet.nodes[node] as Fleet["nodes"][number];
      return topic === `homesync/${homeId}/nodes/${nodeId}/${key}` && payload.length > 0;
    })
    .map(({ payload }) => JSON.parse(payload.toString()));
