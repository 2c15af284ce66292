import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  decode,
  encode,
  METRIC_NAMES,
  type MessageContent,
  OFFLINE_REASONS,
  PROTOCOL_VERSION,
  SETTINGS,
} from "@homesync/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { type PublishedMessage, START_UTC_MS, VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

/** The host's flags of a message with RETAIN. */
const RETAINED = 5;
/** 32 bits of milliseconds: 49.7 days. */
const WRAP_MS = 2 ** 32;
/** Settings are addressed by their place in the protocol's table. */
const setting = (name: keyof typeof SETTINGS) => Object.keys(SETTINGS).indexOf(name);
const reason = (name: (typeof OFFLINE_REASONS)[number]) => OFFLINE_REASONS.indexOf(name);

function read({ topic, bytes }: PublishedMessage) {
  const message = decode(topic, bytes);
  if (!message.ok) throw new Error(message.error.message);
  return message.value;
}

function command(content: MessageContent<"command/relay">): { topic: string; bytes: Uint8Array } {
  const encoded = encode(content);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

const relayCommand = (nodeId: string, action: "on" | "off" | "toggle", requestId: string) =>
  command({
    homeId: "home",
    nodeId,
    key: "command/relay",
    payload: { action, request_id: requestId, timestamp: "2025-02-06T14:30:00.000Z" },
  });

let instance: VirtualNodeInstance;
beforeEach(async () => {
  instance = await VirtualNodeInstance.load(module);
});

const messages = () => instance.take("publish").map(({ message }) => read(message));

describe("a session", () => {
  test("connects with the will, subscribes, and announces itself with payloads of the protocol", () => {
    const handle = instance.create(7, "home", "node");
    instance.exports.node_start(handle);
    const [connect] = instance.take("connect");
    expect(connect).toMatchObject({ node: 7, keepAliveS: 60, cleanSession: false });
    expect(connect?.clientId).toMatch(/^homesync_home_node_[0-9a-f]{8}$/);
    expect(connect?.will).toMatchObject({ qos: 1, retain: true });
    expect(Buffer.from(connect?.will.bytes ?? []).toString()).toBe(
      '{"online":false,"reason":"unexpected_disconnect"}',
    );

    instance.exports.node_connected(handle, 0);
    expect(instance.calls).toContainEqual({
      node: 7,
      call: "subscribe",
      filter: "homesync/home/nodes/node/command/+",
      qos: 1,
    });
    const birth = messages();
    expect(birth.map(({ key }) => key)).toEqual([
      "status/online",
      "status/relay",
      "status/firmware",
      "status/rssi",
    ]);
    expect(birth[0]?.payload).toMatchObject({ online: true, uptime: 0, reset_reason: "power_on" });
    expect(birth[2]?.payload).toMatchObject({ target: "virtual", protocol: PROTOCOL_VERSION });
  });

  test("comes back with the same client id after it was lost", () => {
    const handle = instance.connected(1, "home", "node");
    const [first] = instance.take("connect");
    instance.exports.node_disconnected(handle);
    instance.run(handle, 1_200);
    const [second] = instance.take("connect");
    expect(second?.clientId).toBe(first?.clientId);
  });
});

describe("telemetry", () => {
  test("tells what the hardware measures, every metric of one sample back to back", () => {
    const { exports } = instance;
    const handle = instance.create(1, "home", "node");
    exports.hardware_load(handle, 1255, 2301, 547, 98, 499);
    exports.hardware_temperature(handle, -125);
    exports.node_start(handle);
    exports.node_connected(handle, 0);
    const { topic, bytes } = relayCommand("node", "on", "req-1");
    instance.send(handle, topic, bytes);
    instance.calls = [];
    instance.run(handle, 1_200);
    const readings = messages();
    expect(readings.map(({ key }) => key)).toEqual(METRIC_NAMES.map((name) => `telemetry/${name}`));
    expect(readings.map(({ payload }) => ("value" in payload ? payload.value : undefined))).toEqual([
      125.5, 230.1, 0.547, 0, 0.98, 49.9, -12.5,
    ]);
    expect(new Set(readings.map(({ timestampMs }) => timestampMs)).size).toBe(1);
  });

  test("a silent meter and no thermometer leave no reading to publish, and that is told once", () => {
    const { exports } = instance;
    const handle = instance.connected(1, "home", "node");
    exports.hardware_meter(handle, 1, 26);
    exports.hardware_no_temperature(handle);
    instance.calls = [];
    instance.run(handle, 45_000);
    expect(messages()).toMatchObject([
      { key: "status/online", payload: { online: true, meter: "absent", thermometer: "absent" } },
    ]);
  });

  test("heartbeats without a connection are sent on return with their own times, in order", () => {
    const { exports } = instance;
    const handle = instance.connected(1, "home", "node");
    instance.run(handle, 1_200);
    exports.node_disconnected(handle);
    const lostMs = instance.nowMs;
    instance.run(handle, 100_000);
    const backMs = instance.nowMs;
    instance.calls = [];
    while (instance.take("connect").length === 0) instance.run(handle, 1_000);
    exports.node_connected(handle, 1);
    instance.calls = [];
    instance.run(handle, 10_000);
    const times = messages().flatMap(({ key, timestampMs }) =>
      key === "telemetry/voltage" && timestampMs !== undefined ? [timestampMs] : [],
    );
    expect(times.length).toBeGreaterThanOrEqual(5);
    expect(times).toEqual([...new Set(times)].sort((left, right) => left - right));
    expect((times[0] ?? 0) - START_UTC_MS).toBeGreaterThan(lostMs);
    expect((times[0] ?? 0) - START_UTC_MS).toBeLessThan(backMs);
  });

  test("a fragmented and a slow reply are readings, a corrupt one is none", () => {
    const { exports } = instance;
    const handle = instance.create(1, "home", "node");
    exports.node_setting(handle, setting("telemetry_interval_s"), 1);
    exports.node_start(handle);
    exports.node_connected(handle, 0);
    const voltageIn5s = () => {
      instance.calls = [];
      instance.run(handle, 5_000);
      return messages().filter(({ key }) => key === "telemetry/voltage").length;
    };
    exports.hardware_meter(handle, 3, 26);
    expect(voltageIn5s()).toBe(5);
    exports.hardware_meter(handle, 0, 150);
    expect(voltageIn5s()).toBe(5);
    exports.hardware_meter(handle, 2, 26);
    expect(voltageIn5s()).toBe(0);
  });
});

describe("commands", () => {
  test("a relay command switches the contact, is answered and published", () => {
    const handle = instance.connected(1, "home", "node");
    instance.calls = [];
    const { topic, bytes } = relayCommand("node", "on", "req-1");
    instance.send(handle, topic, bytes);
    expect(instance.exports.relay_is_on(handle)).toBe(1);
    expect(instance.calls).toContainEqual({ node: 1, call: "relay", on: true });
    const [response, status] = messages();
    expect(response).toMatchObject({
      key: "response/command",
      payload: { request_id: "req-1", status: "success", result: "on" },
    });
    expect(status).toMatchObject({ key: "status/relay", payload: { state: "on", cause: "command" } });
  });

  test("a retained and an over-long command are ignored and counted", () => {
    const handle = instance.connected(1, "home", "node");
    instance.calls = [];
    const { topic, bytes } = relayCommand("node", "on", "req-1");
    instance.send(handle, topic, bytes, RETAINED);
    instance.send(handle, topic, Buffer.alloc(1025, " "));
    expect(instance.exports.relay_is_on(handle)).toBe(0);
    expect(messages()).toEqual([]);
    expect(instance.exports.node_counter(handle, 0)).toBe(1);
    expect(instance.exports.node_counter(handle, 2)).toBe(1);
    expect(instance.exports.node_counter(handle, 99)).toBe(0);
  });

  test("reach the node they are for and no other in the same instance", () => {
    const handles = [1, 2, 3].map((node) => instance.connected(node, "home", `node-${node}`));
    const { topic, bytes } = relayCommand("node-2", "on", "req-1");
    for (const handle of handles) instance.send(handle, topic, bytes);
    expect(handles.map(instance.exports.relay_is_on)).toEqual([0, 1, 0]);
  });
});

describe("the end of a life", () => {
  test("a shutdown announces, waits for the PUBACK, disconnects, and ends", () => {
    const { exports } = instance;
    const handle = instance.connected(1, "home", "node");
    instance.calls = [];
    exports.node_shutdown(handle, reason("shutdown"));
    const [announcement] = instance.take("publish");
    expect(announcement?.message).toMatchObject({ qos: 1, retain: true });
    expect(announcement && read(announcement.message).payload).toMatchObject({
      online: false,
      reason: "shutdown",
    });
    exports.node_published(handle, announcement?.packet ?? 0);
    exports.node_disconnected(handle);
    expect(instance.takeOrder()).toEqual(["disconnect", "ended"]);
    expect(exports.node_poll(handle)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a restart asks to be started, and tells so in its next birth", () => {
    const { exports } = instance;
    const handle = instance.connected(1, "home", "node");
    exports.node_shutdown(handle, reason("restart"));
    exports.node_disconnected(handle);
    expect(instance.take("ended")).toEqual([{ node: 1, call: "ended", restart: true }]);
    exports.node_start(handle);
    exports.node_connected(handle, 1);
    expect(messages()[0]?.payload).toMatchObject({ online: true, reset_reason: "restart" });
  });

  test("a power cut is silent; the node comes back with its client id, relay and energy", () => {
    const { exports } = instance;
    const handle = instance.connected(1, "home", "node");
    const [first] = instance.take("connect");
    exports.hardware_load(handle, 36_000, 2300, 15_652, 100, 500);
    const { topic, bytes } = relayCommand("node", "on", "req-1");
    instance.send(handle, topic, bytes);
    instance.run(handle, 10_000);
    instance.calls = [];
    exports.node_power_cut(handle);
    expect(instance.takeOrder()).toEqual(["relay"]);
    expect(exports.relay_is_on(handle)).toBe(0);
    instance.pass(3_600_000);
    expect(exports.node_poll(handle)).toBe(Number.POSITIVE_INFINITY);
    expect(exports.energy_wh(handle)).toBe(10);

    exports.node_start(handle);
    expect(exports.relay_is_on(handle)).toBe(1);
    expect(instance.take("connect")[0]?.clientId).toBe(first?.clientId);
    exports.node_connected(handle, 1);
    const birth = messages();
    expect(birth[0]?.payload).toMatchObject({ reset_reason: "power_on", uptime: 0 });
    expect(birth[1]?.payload).toMatchObject({ state: "on", cause: "boot" });
  });
});

describe("time", () => {
  test("the host's clock may pass 49.7 days, and heartbeats keep their places", async () => {
    instance = await VirtualNodeInstance.load(module, 5 * WRAP_MS - 60_500);
    const handle = instance.create(1, "home", "node");
    instance.exports.node_start(handle);
    instance.exports.node_connected(handle, 0);
    instance.run(handle, 1_200);
    const beats: number[] = [];
    for (let second = 0; second < 125; second++) {
      instance.calls = [];
      instance.run(handle, 1_000);
      if (messages().some(({ key }) => key === "telemetry/voltage")) beats.push(second);
    }
    expect(beats).toHaveLength(4);
    expect(beats.slice(1).map((beat, index) => beat - (beats[index] ?? 0))).toEqual([30, 30, 30]);
  });

  test("without a time of day nothing has a timestamp", () => {
    const handle = instance.create(1, "home", "node");
    instance.exports.set_clock(0, 0);
    instance.exports.node_start(handle);
    instance.exports.node_connected(handle, 0);
    expect(messages().map(({ timestampMs }) => timestampMs)).toEqual(Array(4).fill(undefined));
  });

  test("the same seed makes the same calls, another seed others", async () => {
    const callsOf = async (seed: number) => {
      instance = await VirtualNodeInstance.load(module);
      const handle = instance.create(1, "home", "node", seed);
      instance.exports.node_start(handle);
      instance.exports.node_connected(handle, 0);
      instance.run(handle, 60_000);
      return instance.calls;
    };
    const first = await callsOf(1);
    expect(await callsOf(1)).toEqual(first);
    expect(await callsOf(2)).not.toEqual(first);
  });
});
