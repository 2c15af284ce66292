import { describe, expect, test } from "vitest";
import {
  backendSubscriptions,
  buildTopic,
  METRICS,
  nodeSubscriptions,
  TOPIC_KEYS,
  TOPICS,
} from "../src/index.ts";
import { formsOf } from "../src/payloads/describe.ts";

/**
 * The specification, written out by hand a second time: topics, direction, QoS, retain, units and the names of
 * the fields in their order. A change to the table that changes the wire fails here.
 */
const NODE = "homesync/abc123/nodes/node-001";
const READING = ["value", "unit", "timestamp?", "quality"];

const SPECIFIED = [
  [`${NODE}/telemetry/power`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/voltage`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/current`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/energy`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/power_factor`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/frequency`, "from-node", 0, false, { "": READING }],
  [`${NODE}/telemetry/temperature`, "from-node", 0, false, { "": READING }],
  [
    `${NODE}/status/online`,
    "from-node",
    1,
    true,
    {
      true: [
        "online",
        "timestamp?",
        "uptime",
        "firmware",
        "reset_reason?",
        "free_heap?",
        "largest_block?",
        "meter?",
        "thermometer?",
        "energy_resets?",
        "safe_mode?",
      ],
      false: ["online", "reason", "timestamp?"],
    },
  ],
  [`${NODE}/status/relay`, "from-node", 1, true, { "": ["state", "cause", "fault?", "timestamp?"] }],
  [
    `${NODE}/status/firmware`,
    "from-node",
    1,
    true,
    { "": ["version", "protocol", "target", "build?", "chip?", "timestamp?"] },
  ],
  [`${NODE}/status/rssi`, "from-node", 1, false, { "": ["value", "unit", "timestamp?"] }],
  [
    `${NODE}/command/relay`,
    "to-node",
    1,
    false,
    {
      on: ["action", "request_id", "timestamp?"],
      off: ["action", "request_id", "timestamp?"],
      toggle: ["action", "request_id", "timestamp?"],
    },
  ],
  [
    `${NODE}/command/led`,
    "to-node",
    1,
    false,
    {
      on: ["action", "request_id", "timestamp?"],
      off: ["action", "request_id", "timestamp?"],
      blink: ["action", "request_id", "timestamp?", "count?", "period_ms?"],
    },
  ],
  [
    `${NODE}/command/config`,
    "to-node",
    1,
    false,
    {
      get: ["action", "request_id", "timestamp?"],
      set: ["action", "request_id", "timestamp?", "settings"],
      reset_energy: ["action", "request_id", "timestamp?"],
      factory_reset: ["action", "request_id", "timestamp?"],
      get_trust_anchor: ["action", "request_id", "timestamp?"],
      set_trust_anchor: ["action", "request_id", "timestamp?", "certificate"],
      remove_trust_anchor: ["action", "request_id", "timestamp?"],
    },
  ],
  [
    `${NODE}/command/ota`,
    "to-node",
    1,
    false,
    {
      update: [
        ...["action", "request_id", "timestamp?", "url", "target", "version", "size", "sha256"],
        ...["allow_downgrade?", "signature"],
      ],
      cancel: ["action", "request_id", "timestamp?"],
    },
  ],
  [
    `${NODE}/response/command`,
    "from-node",
    1,
    false,
    {
      success: ["request_id", "status", "result", "timestamp?"],
      error: ["request_id", "status", "result?", "error", "message", "timestamp?"],
    },
  ],
  [
    `${NODE}/response/ota`,
    "from-node",
    1,
    false,
    {
      success: ["request_id", "status", "result", "timestamp?"],
      error: ["request_id", "status", "result?", "error", "message", "timestamp?"],
      in_progress: ["request_id", "status", "result?", "progress", "timestamp?"],
    },
  ],
] as const;

test("the table has the specification's topics, in its order, and no other", () => {
  const topics = TOPIC_KEYS.map((key) => buildTopic({ homeId: "abc123", nodeId: "node-001", key }));
  expect(topics.map((topic) => topic.ok && topic.value)).toStrictEqual(SPECIFIED.map(([topic]) => topic));
  expect(topics).toHaveLength(17);
});

describe.each(SPECIFIED)("%s", (topic, direction, qos, retain, forms) => {
  const key = TOPIC_KEYS.find((candidate) => topic.endsWith(`/${candidate}`));
  const row = TOPICS[key ?? "telemetry/power"];

  test("direction, QoS, retain and size are the specification's", () => {
    const maxBytes = direction === "to-node" ? 1024 : 64 * 1024;
    expect(row).toMatchObject({ direction, qos, retain, maxBytes });
  });

  test("the fields, which of them are optional, and their order are the specification's", () => {
    const fields = Object.fromEntries(
      formsOf(row.payload).map(({ variant, fields: ofForm }) => [
        variant ?? "",
        ofForm.map(({ name, required }) => (required ? name : `${name}?`)),
      ]),
    );
    expect(fields).toStrictEqual(forms);
  });
});

test("the units are the design's", () => {
  const units = Object.fromEntries(Object.entries(METRICS).map(([name, { unit }]) => [name, unit]));
  expect(units).toStrictEqual({
    power: "W",
    voltage: "V",
    current: "A",
    energy: "kWh",
    power_factor: "1",
    frequency: "Hz",
    temperature: "°C",
  });
});

describe("subscriptions (REQ-003, REQ-005)", () => {
  test("REQ-003 QoS configuration: of a backend to one node", () => {
    expect(backendSubscriptions({ homeId: "abc123", nodeId: "node-001" })).toStrictEqual([
      { filter: "homesync/abc123/nodes/node-001/telemetry/+", qos: 0 },
      { filter: "homesync/abc123/nodes/node-001/status/+", qos: 1 },
      { filter: "homesync/abc123/nodes/node-001/response/+", qos: 1 },
    ]);
  });

  test("REQ-007 Subscribe to all device topics: of a backend to a home, and to all homes", () => {
    expect(backendSubscriptions({ homeId: "abc123" })[0]?.filter).toBe("homesync/abc123/nodes/+/telemetry/+");
    expect(backendSubscriptions().map(({ filter }) => filter)).toStrictEqual([
      "homesync/+/nodes/+/telemetry/+",
      "homesync/+/nodes/+/status/+",
      "homesync/+/nodes/+/response/+",
    ]);
  });

  test("of a node to its commands", () => {
    expect(nodeSubscriptions("abc123", "node-001")).toStrictEqual([
      { filter: "homesync/abc123/nodes/node-001/command/+", qos: 1 },
    ]);
  });

  test("never to an id that widens the filter", () => {
    expect(() => backendSubscriptions({ homeId: "+" })).toThrow(RangeError);
    expect(() => backendSubscriptions({ homeId: "abc123", nodeId: "a/b" })).toThrow(RangeError);
    expect(() => backendSubscriptions({ nodeId: "node-001" })).toThrow(RangeError);
    expect(() => nodeSubscriptions("abc123", "#")).toThrow(RangeError);
  });
});
