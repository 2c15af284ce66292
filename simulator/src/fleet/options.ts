import { isIP } from "node:net";
import type { BrokerAccess } from "@homesync/broker/reach";
import { isIdentifier, LIMITS, SETTINGS } from "@homesync/protocol";
import { readPublicKey, UpdateKeyError } from "@homesync/protocol/signing";
import type { MqttIoOptions, PublishTap } from "../mqtt/io.ts";
import type { Dial } from "../mqtt/transport.ts";
import { type ScaledSetting, scaledSettings } from "../node/config.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { UpdateTrust } from "../update/trust.ts";
import { HOME_PROFILES, type HomeProfile, type ProfileMix } from "../world/profiles.ts";
import type { Shard } from "./shard.ts";

export interface FleetOptions {
  readonly broker: BrokerAccess;
  /** Number of nodes. */
  readonly nodes: number;
  /** Number of homes that the nodes are spread over; one for each node when absent. */
  readonly homes?: number;
  /** The same seed gives the same homes, loads and client ids. Drawn by lot when absent. */
  readonly seed?: number;
  /** Homes are named `{homePrefix}-0001`, ...; `sim-` and six letters made from the seed when absent. */
  readonly homePrefix?: string;
  /** What is in the homes, in parts; ordinary households when absent. */
  readonly profiles?: ProfileMix;
  /** Heartbeat of telemetry, s; the node's own default when absent. */
  readonly intervalS?: number;
  /**
   * Seconds from one sample of the sensors to the next; 1, the node's own, when absent. A node that is called late leaves
   * out the samples that it missed, so this is the same node on a slow processor, at a fraction of the cost.
   */
  readonly sampleEveryS?: number;
  /** QoS of telemetry; 0 when absent. */
  readonly qos?: 0 | 1;
  /** Nodes started in a second, at most; 200 when absent. */
  readonly connectRate?: number;
  /** Nodes that are switched on at the start; all when absent. `aim` of the fleet changes it. */
  readonly initialNodes?: number;
  /**
   * Version of MQTT; 3.1.1 when absent, which is what the board speaks. 5 is a load transport: the same node over a
   * protocol that a broker may have to serve to others.
   */
  readonly mqttVersion?: MqttVersion;
  /**
   * Every message leaves in a write of its own, instead of the readings of a sample in one; costs the broker and the network
   * more.
   */
  readonly writeEach?: boolean;
  /** Threads that run the nodes; absent or 0: the one that calls. */
  readonly workers?: number;
  /** The part of the fleet that this process runs; the others run the rest, with the same seed. */
  readonly shard?: Shard;
  /** Addresses of this machine that connections leave from, in turn; the system's choice when absent. */
  readonly localAddresses?: readonly string[];
  /** Leaves the sessions and retained messages of the nodes on the broker when the fleet stops. */
  readonly keep?: boolean;
  /** Whom the nodes trust for updates over the air; without it they refuse every one. */
  readonly updates?: UpdateTrust;
  readonly clock?: Clock;
  /** Opens the connections, instead of sockets to the broker; only without workers. */
  readonly dial?: Dial;
  /** Takes the messages of QoS 0 instead of the broker; only without workers. */
  readonly tap?: PublishTap;
  /** Gets the lines that the nodes log, of level `warning` and above. */
  readonly log?: (line: NodeLogLine) => void;
}

export type MqttVersion = "3.1.1" | "5";

export interface NodeLogLine {
  readonly homeId: string;
  readonly nodeId: string;
  readonly level: "warning" | "error";
  readonly line: string;
}

/** The options of a fleet are wrong; the message lists all that is. */
export class FleetOptionsError extends Error {
  override readonly name = "FleetOptionsError";
}

const MAX_NODES = 100_000;
const MAX_CONNECT_RATE = 10_000;
const MAX_SEED = 0xffff_ffff;
/** The node has to look after its session, too. */
const MAX_SAMPLE_EVERY_S = 5;
const MAX_WORKERS = 64;
const MAX_SHARDS = 10_000;
/** Room for `-` and the number of a home. */
const MAX_PREFIX = LIMITS.maxIdentifier.value - 7;

/**
 * Checks everything and changes nothing.
 * @throws FleetOptionsError
 */
export function checkFleetOptions(options: Omit<FleetOptions, "broker">): void {
  const problems: string[] = [];
  const whole = (name: string, value: number | undefined, min: number, max: number): void => {
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
    problems.push(`${name} must be a whole number from ${min} to ${max}`);
  };
  const interval = SETTINGS.telemetry_interval_s;
  whole("nodes", options.nodes, 1, MAX_NODES);
  whole("homes", options.homes, 1, Math.max(1, options.nodes));
  whole("seed", options.seed, 0, MAX_SEED);
  if (interval.kind === "number") whole("interval", options.intervalS, interval.min, interval.max);
  whole("sample-every", options.sampleEveryS, 1, MAX_SAMPLE_EVERY_S);
  whole("qos", options.qos, 0, 1);
  whole("rate", options.connectRate, 1, MAX_CONNECT_RATE);
  whole("initial-nodes", options.initialNodes, 0, options.nodes);
  whole("workers", options.workers, 0, MAX_WORKERS);
  whole("number of shards", options.shard?.of, 1, Math.min(MAX_SHARDS, Math.max(1, options.nodes)));
  whole("shard", options.shard?.index, 1, Math.max(1, options.shard?.of ?? 1));
  for (const [profile, parts] of Object.entries(options.profiles ?? {})) {
    if (!HOME_PROFILES.includes(profile as HomeProfile)) {
      problems.push(`there is no profile ${profile}: choose from ${HOME_PROFILES.join(", ")}`);
    } else if (!(parts > 0 && Number.isFinite(parts))) {
      problems.push(`the part of profile ${profile} must be a number above 0`);
    }
  }
  const { clock, dial, tap } = options;
  if ((options.workers ?? 0) > 0 && [clock, dial, tap].some((given) => given !== undefined)) {
    problems.push("a clock, a dial or a tap of the caller's cannot be shared with workers");
  }
  const addresses = options.localAddresses ?? [];
  if (!addresses.every((address) => isIP(address) !== 0)) {
    problems.push("local-address must be an IP address of this machine, such as 127.0.0.2");
  }
  if (options.mqttVersion !== undefined && !["3.1.1", "5"].includes(options.mqttVersion)) {
    problems.push("mqtt-version must be 3.1.1 or 5");
  }
  const prefix = options.homePrefix ?? "sim";
  if (!isIdentifier(prefix) || prefix.length > MAX_PREFIX) {
    problems.push(`home-prefix must be 1 to ${MAX_PREFIX} letters, digits, "_" or "-"`);
  }
  const { publicKey } = options.updates ?? {};
  if (publicKey !== undefined && !isPublicKey(publicKey)) {
    problems.push("update key must be a public key on the curve P-256, PEM, as the signing tool writes it");
  }
  if (problems.length > 0) throw new FleetOptionsError(problems.join("; "));
}

function isPublicKey(pem: string): boolean {
  try {
    return readPublicKey(pem).type === "public";
  } catch (error) {
    if (error instanceof UpdateKeyError) return false;
    throw error;
  }
}

/** Most often that a metric is published between two heartbeats, s: the node's own default. */
const MIN_INTERVAL_S = Number(SETTINGS.telemetry_min_interval_s.default);

/** The configuration that the nodes of a fleet come with. */
export function nodeSettings({ intervalS, qos }: FleetOptions): ScaledSetting[] {
  const interval =
    intervalS === undefined
      ? {}
      : { telemetry_interval_s: intervalS, telemetry_min_interval_s: Math.min(intervalS, MIN_INTERVAL_S) };
  return scaledSettings({
    ...interval,
    ...(qos === undefined ? {} : { telemetry_qos: qos }),
    // A new node's relay is off, and a fleet of homes without power would measure nothing.
    power_on: POWER_ON_CHOICES.indexOf("on"),
  });
}

const POWER_ON_CHOICES: readonly string[] = SETTINGS.power_on.values;

/** The version of MQTT as CONNECT says it (3.1.2.2). */
export const mqttLevel = (version: MqttVersion | 5 | undefined): 4 | 5 =>
  version === "5" || version === 5 ? 5 : 4;

/** How the nodes of a fleet speak to the broker. */
export const ioOptions = ({
  mqttVersion,
  writeEach,
  localAddresses,
  dial,
  tap,
}: FleetOptions): MqttIoOptions => ({
  ...(dial === undefined ? {} : { dial }),
  ...(tap === undefined ? {} : { tap }),
  level: mqttLevel(mqttVersion),
  ...(writeEach === undefined ? {} : { writeEach }),
  ...(localAddresses === undefined ? {} : { localAddresses }),
});
