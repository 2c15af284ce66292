import {
  configCommandPayload,
  ledCommandPayload,
  otaCommandPayload,
  relayCommandPayload,
} from "../payloads/command.ts";
import type { Payload, PayloadValue } from "../payloads/payload.ts";
import { commandResponsePayload, otaResponsePayload } from "../payloads/response.ts";
import { firmwarePayload, onlinePayload, relayStatusPayload, rssiPayload } from "../payloads/status.ts";
import { telemetryPayload } from "../payloads/telemetry.ts";
import { LIMITS } from "./limits.ts";
import { METRIC_NAMES, type MetricName } from "./metrics.ts";

/** Everything that can be said of one topic; the row is the only place that says it. */
export interface TopicRow<P extends Payload = Payload> {
  /** Who publishes: the node, or the backend to the node. */
  readonly direction: "from-node" | "to-node";
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Largest payload, bytes. */
  readonly maxBytes: number;
  readonly payload: P;
  readonly meaning: string;
  /** The specification's clause. */
  readonly source: string;
}

const telemetry = <const Name extends MetricName>(name: Name) =>
  ({
    direction: "from-node",
    qos: 0,
    retain: false,
    maxBytes: LIMITS.maxMessageBytes.value,
    payload: telemetryPayload(name),
    meaning: `a reading of ${name.replaceAll("_", " ")}`,
    source: "Topic Categories, 1; REQ-003, REQ-004",
  }) as const satisfies TopicRow;

type TelemetryTopics = {
  readonly [Name in MetricName as `telemetry/${Name}`]: ReturnType<typeof telemetry<Name>>;
};

/** One topic a metric. */
const TELEMETRY_TOPICS = Object.fromEntries(
  METRIC_NAMES.map((name) => [`telemetry/${name}`, telemetry(name)]),
) as unknown as TelemetryTopics;

const status = <P extends Payload>(payload: P, retain: boolean, meaning: string) =>
  ({
    direction: "from-node",
    qos: 1,
    retain,
    maxBytes: LIMITS.maxMessageBytes.value,
    payload,
    meaning,
    source: "Topic Categories, 2; REQ-003, REQ-004, REQ-008",
  }) as const satisfies TopicRow<P>;

const command = <P extends Payload>(payload: P, meaning: string) =>
  ({
    direction: "to-node",
    qos: 1,
    retain: false,
    maxBytes: LIMITS.maxCommandBytes.value,
    payload,
    meaning,
    source: "Topic Categories, 3; REQ-005",
  }) as const satisfies TopicRow<P>;

const response = <P extends Payload>(payload: P, meaning: string) =>
  ({
    direction: "from-node",
    qos: 1,
    retain: false,
    maxBytes: LIMITS.maxMessageBytes.value,
    payload,
    meaning,
    source: "Topic Categories, 4; REQ-005",
  }) as const satisfies TopicRow<P>;

/** Every topic of the protocol, by `{category}/{name}`: the last two levels of `homesync/{home_id}/nodes/{node_id}/...`. */
export const TOPICS = {
  ...TELEMETRY_TOPICS,
  "status/online": status(onlinePayload, true, "birth, will and planned absence of the node"),
  "status/relay": status(relayStatusPayload, true, "the relay's state and what caused it"),
  "status/firmware": status(firmwarePayload, true, "what firmware runs and which protocol version it speaks"),
  "status/rssi": status(rssiPayload, false, "strength of the WiFi signal; the sign of life"),
  "command/relay": command(relayCommandPayload, "switch the relay"),
  "command/led": command(ledCommandPayload, "light or blink the LED"),
  "command/config": command(configCommandPayload, "read or change the configuration"),
  "command/ota": command(otaCommandPayload, "update the firmware over the air"),
  "response/command": response(commandResponsePayload, "the outcome of a relay, led or config command"),
  "response/ota": response(otaResponsePayload, "progress and outcome of an update"),
} as const satisfies Record<string, TopicRow>;

/** `{category}/{name}`, such as `telemetry/power`. */
export type TopicKey = keyof typeof TOPICS;

/** The keys of one category, such as `command/relay`, `command/led`, ... */
export type TopicKeyOf<Category extends string> = Extract<TopicKey, `${Category}/${string}`>;

export const TOPIC_KEYS = Object.keys(TOPICS) as readonly TopicKey[];

/** The decoded payload of a topic. */
export type PayloadOf<Key extends TopicKey> = PayloadValue<(typeof TOPICS)[Key]["payload"]>;
