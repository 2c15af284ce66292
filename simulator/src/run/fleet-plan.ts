import type { BrokerAccess } from "@homesync/broker/reach";
import type { FleetOptions, NodeLogLine } from "../fleet/options.ts";
import type { Scenario } from "../scenario/schema.ts";
import { DEFAULT_NODES } from "../scenario/settled.ts";
import type { ProfileMix } from "../world/profiles.ts";

/** Phases decide when nodes are switched on; without a rate of the user's nothing slows them down. */
const PHASED_RATE = 10_000;

/** The options of the fleet that a scenario asks for. */
export function fleetOptions(
  { fleet = {}, broker = {}, phases }: Scenario,
  access: BrokerAccess,
  log: (line: NodeLogLine) => void,
): FleetOptions {
  const { homes, seed, home_prefix, profiles, interval_s, qos, mqtt_version, workers, local_addresses } =
    fleet;
  const rate = fleet.rate_per_s ?? (phases === undefined ? undefined : PHASED_RATE);
  return {
    broker: access,
    nodes: fleet.nodes ?? DEFAULT_NODES,
    keep: broker.keep ?? false,
    log,
    // Whoever observes is there before the first node.
    initialNodes: 0,
    ...(homes === undefined ? {} : { homes }),
    ...(seed === undefined ? {} : { seed }),
    ...(profiles === undefined ? {} : { profiles: profiles as ProfileMix }),
    ...(home_prefix === undefined ? {} : { homePrefix: home_prefix }),
    ...(interval_s === undefined ? {} : { intervalS: interval_s }),
    ...(qos === undefined ? {} : { qos: qos as 0 | 1 }),
    ...(rate === undefined ? {} : { connectRate: rate }),
    ...(mqtt_version === undefined ? {} : { mqttVersion: String(mqtt_version) as "3.1.1" | "5" }),
    ...(workers === undefined ? {} : { workers }),
    ...(fleet.shard === undefined ? {} : { shard: shardOf(fleet.shard) }),
    ...(local_addresses === undefined ? {} : { localAddresses: local_addresses }),
  };
}

/** The shard that a scenario names, such as `2/5`. */
export function shardOf(text: string): { index: number; of: number } {
  const [index = 1, of = 1] = text.split("/").map(Number);
  return { index, of };
}
