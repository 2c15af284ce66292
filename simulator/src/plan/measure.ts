import { parseBrokerUrl } from "@homesync/broker/reach";
import { buildTopic } from "@homesync/protocol";
import type { Fleet } from "../fleet/fleet.ts";
import type { FleetOptions } from "../fleet/options.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import { MemoryBroker } from "../mqtt/memory-broker.ts";
import type { Dial, Transport } from "../mqtt/transport.ts";
import { VirtualClock } from "../scheduler/virtual-clock.ts";
import { type Flow, FlowMeter } from "./traffic.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday at midnight: homes have a daily rhythm, and every measurement the same day. */
const START_UTC_MS = Date.UTC(2026, 0, 5);
const CONNECT_RATE = 10_000;

export interface MeasureOptions
  extends Pick<FleetOptions, "nodes" | "homes" | "intervalS" | "qos" | "profiles"> {
  readonly seed: number;
  /** Whether the broker is reached over TLS. */
  readonly tls: boolean;
  /** Who gets a copy of everything: the bridge. */
  readonly subscribers: number;
  readonly commandsPerDay: number;
}

/** One day of a fleet, as the broker's meter sees it. */
export interface Day {
  /** What the nodes send to the broker. */
  readonly fromNodes: Flow;
  /** What the broker sends to them: acknowledgements, commands, answers to pings. */
  readonly toNodes: Flow;
  /** The copies for the subscribers, what they acknowledge, and the commands that they send. */
  readonly subscribers: Flow;
  /** Bytes of all three in each hour: a home has a daily rhythm. */
  readonly hours: readonly Omit<Flow, "writes">[];
  readonly messages: number;
  readonly largestPayloadBytes: number;
}

/**
 * Runs a fleet for a day on a virtual clock, with the real core and its real frames, and counts every write.
 * The broker is taken to hand on in one write what came in one write, as one does that flushes when it has read all.
 */
export async function measureDay(options: MeasureOptions): Promise<Day> {
  const { tls, subscribers, commandsPerDay, ...fleetOptions } = options;
  const clock = new VirtualClock(START_UTC_MS);
  const fromNodes = new FlowMeter(tls);
  const toNodes = new FlowMeter(tls);
  const copies = new FlowMeter(tls);
  let messages = 0;
  let largestPayloadBytes = 0;
  // What came in the write that is being read, for the subscribers.
  let copied = 0;
  let acknowledged = 0;
  const broker = new MemoryBroker(clock, (topic, payload, qos) => {
    messages++;
    largestPayloadBytes = Math.max(largestPayloadBytes, payload.length);
    copied += publishBytes(Buffer.byteLength(topic), payload.length, qos);
    if (qos > 0) acknowledged++;
  });
  const fleet = await startFleet({
    ...fleetOptions,
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    connectRate: CONNECT_RATE,
    clock,
    dial: metered(broker.dial, fromNodes, toNodes, () => {
      for (let subscriber = 0; copied > 0 && subscriber < subscribers; subscriber++) {
        copies.write(copied);
        if (acknowledged > 0) copies.write(acknowledged * PUBACK_BYTES);
      }
      copied = 0;
      acknowledged = 0;
    }),
  });
  const flows = [fromNodes, toNodes, copies];
  const total = (kind: "mqttBytes" | "lineBytes"): number => flows.reduce((sum, flow) => sum + flow[kind], 0);
  const hours: Omit<Flow, "writes">[] = [];
  try {
    const commands = new Commands(fleet, broker, copies, commandsPerDay);
    for (let atMs = 0; atMs < DAY_MS; atMs += HOUR_MS) {
      const before = { mqttBytes: total("mqttBytes"), lineBytes: total("lineBytes") };
      commands.send(atMs / HOUR_MS);
      clock.advance(HOUR_MS);
      hours.push({
        mqttBytes: total("mqttBytes") - before.mqttBytes,
        lineBytes: total("lineBytes") - before.lineBytes,
      });
    }
  } finally {
    fleet.kill();
  }
  return { fromNodes, toNodes, subscribers: copies, hours, messages, largestPayloadBytes };
}

const PUBACK_BYTES = 4;

/** Size of a PUBLISH (MQTT 3.1.1, 3.3). */
function publishBytes(topicBytes: number, payloadBytes: number, qos: number): number {
  const remaining = 2 + topicBytes + (qos > 0 ? 2 : 0) + payloadBytes;
  return 1 + (remaining < 128 ? 1 : remaining < 16_384 ? 2 : 3) + remaining;
}

/** Commands of an app, spread over the hours of a day. */
class Commands {
  readonly #fleet: Fleet;
  readonly #broker: MemoryBroker;
  readonly #meter: FlowMeter;
  readonly #perHour: number;
  #due = 0;
  #sent = 0;

  constructor(fleet: Fleet, broker: MemoryBroker, meter: FlowMeter, perDay: number) {
    this.#fleet = fleet;
    this.#broker = broker;
    this.#meter = meter;
    this.#perHour = perDay / 24;
  }

  send(hour: number): void {
    this.#due += this.#perHour;
    for (; this.#due >= 1; this.#due--) {
      for (const { homeId, nodeId } of this.#fleet.nodes) {
        const topic = buildTopic({ homeId, nodeId, key: "command/led" });
        if (!topic.ok) continue;
        const payload = JSON.stringify({
          action: "off",
          request_id: `plan-0000-0000-0000-${String(this.#sent++).padStart(12, "0")}`,
          timestamp: new Date(START_UTC_MS + hour * HOUR_MS).toISOString(),
        });
        // From the bridge to the broker, and its acknowledgement.
        this.#meter.write(publishBytes(topic.value.length, payload.length, 1));
        this.#meter.write(PUBACK_BYTES);
        this.#broker.send(topic.value, payload);
      }
    }
  }
}

/** Counts what is written on connections, in both directions. */
function metered(dial: Dial, out: FlowMeter, back: FlowMeter, afterWrite: () => void): Dial {
  return (request) => {
    out.connect();
    const { onread } = request;
    const transport: Transport = dial({
      ...request,
      onread: {
        buffer: onread.buffer,
        callback: (length, buffer) => {
          back.write(length);
          return onread.callback(length, buffer);
        },
      },
    });
    const write = transport.write.bind(transport);
    transport.write = (latin1, encoding) => {
      out.write(latin1.length);
      const taken = write(latin1, encoding);
      afterWrite();
      return taken;
    };
    return transport;
  };
}
