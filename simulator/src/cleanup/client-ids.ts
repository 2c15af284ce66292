import { parseBrokerUrl } from "@homesync/broker/reach";
import { placeOfNode, seedOfHomePrefix } from "../fleet/homes.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import { MemoryBroker } from "../mqtt/memory-broker.ts";
import { VirtualClock } from "../scheduler/virtual-clock.ts";
import type { Leftover } from "./leftovers.ts";

/** Nodes are switched on at once: there is no broker to run over. */
const CONNECT_RATE = 10_000;
/** Nodes in a second, with the time for a connect. */
const SETTLE_MS = 20_000;

/**
 * The client ids under which the nodes of one run have sessions, by `{home_id}/{node_id}`. The node itself makes its client
 * id out of the run's seed: the same fleet is run again, on connections of memory.
 * @param homePrefix of the run
 * @param given the seed, where it is not in the prefix; undefined gives nothing for a prefix of somebody's own
 * @param homes the homes of the run; as many as the highest one found when absent
 */
export async function clientIdsOf(
  homePrefix: string,
  leftovers: readonly Leftover[],
  given: number | undefined,
  homes: number | undefined,
): Promise<ReadonlyMap<string, string>> {
  const seed = given ?? seedOfHomePrefix(homePrefix);
  const places = leftovers.flatMap(({ homeId, nodeId }) => placeOfNode(homeId, nodeId) ?? []);
  if (seed === undefined || places.length === 0) return new Map();
  const homesOfRun = homes ?? Math.max(...places.map(({ home }) => home)) + 1;
  const nodes = Math.max(...places.map(({ home, nodeOfHome }) => nodeOfHome * homesOfRun + home)) + 1;
  const clock = new VirtualClock(0);
  const broker = new MemoryBroker(clock, () => undefined);
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    nodes,
    homes: Math.min(homesOfRun, nodes),
    seed,
    homePrefix,
    connectRate: CONNECT_RATE,
    clock,
    dial: broker.dial,
  });
  try {
    clock.advance(SETTLE_MS);
    return new Map(fleet.nodes.map(({ homeId, nodeId, clientId }) => [`${homeId}/${nodeId}`, clientId]));
  } finally {
    fleet.kill();
  }
}
