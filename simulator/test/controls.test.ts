import { parseBrokerUrl } from "@homesync/broker/reach";
import { expect, test } from "vitest";
import { type Fleet, type FleetOptions, type NodeEvent, startFleet } from "../src/index.ts";
import { MemoryBroker } from "../src/mqtt/memory-broker.ts";
import { VirtualClock } from "../src/scheduler/virtual-clock.ts";

const START = Date.UTC(2026, 0, 1);

interface Message {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

/** A fleet on a virtual clock, and what it says. */
async function build(options: Partial<FleetOptions> = {}) {
  const clock = new VirtualClock(START);
  const messages: Message[] = [];
  const broker = new MemoryBroker(clock, (topic, payload, _qos, retain) =>
    messages.push({ topic, text: payload.toString(), retain }),
  );
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    nodes: 3,
    seed: 5,
    intervalS: 5,
    clock,
    dial: broker.dial,
    ...options,
  });
  const events: NodeEvent[] = [];
  fleet.observe(0, (event) => events.push(event));
  const from = (node: number, name: string): Record<string, unknown>[] =>
    messages
      .filter(({ topic }) => topic.includes(`/${fleet.nodes[node]?.homeId}/`) && topic.endsWith(name))
      .map(({ text }) => JSON.parse(text));
  return { clock, broker, fleet, messages, events, from };
}

const connected = (fleet: Fleet): number => fleet.metrics().gauges["nodes.connected"];
const kinds = (events: readonly NodeEvent[]): string[] => events.map(({ kind }) => kind);

test("the same seed gives the same bytes, another seed others", async () => {
  const speak = async (seed: number): Promise<Message[]> => {
    const { clock, messages } = await build({ seed, nodes: 5 });
    clock.advance(120_000);
    return messages;
  };
  const first = await speak(5);
  expect(first.length).toBeGreaterThan(5 * 7 * 20);
  expect(await speak(5)).toEqual(first);
  expect(await speak(6)).not.toEqual(first);
});

test("aim switches nodes on and off at its rate, the first ones on", async () => {
  const { clock, fleet, from } = await build({ nodes: 10, initialNodes: 0 });
  clock.advance(5000);
  expect(connected(fleet)).toBe(0);
  fleet.aim(10, 1);
  clock.advance(3500);
  expect(connected(fleet)).toBe(4);
  fleet.pause();
  clock.advance(5000);
  expect(connected(fleet)).toBe(4);
  fleet.resume();
  clock.advance(10_000);
  expect(connected(fleet)).toBe(10);
  fleet.aim(2, 100);
  clock.advance(2000);
  expect(connected(fleet)).toBe(2);
  expect(from(9, "/status/online").at(-1)).toMatchObject({ online: false, reason: "shutdown" });
  expect(await fleet.inspect(1)).toMatchObject({ isRunning: true });
  fleet.aim(3, 100);
  clock.advance(2000);
  expect(connected(fleet)).toBe(3);
  expect(fleet.metrics().counters["node.ended"]).toBe(8);
});

test("a power cut takes the node away without a word, and power brings it back", async () => {
  const { clock, fleet, events } = await build();
  clock.advance(10_000);
  fleet.act([0], { kind: "power_cut" });
  clock.advance(60_000);
  expect(connected(fleet)).toBe(2);
  expect(fleet.metrics().gauges["nodes.started"]).toBe(2);
  expect(events.at(-1)).toMatchObject({ kind: "disconnected", failure: { kind: "node_failed" } });
  events.length = 0;
  fleet.act([0], { kind: "power_on" });
  clock.advance(5000);
  expect(kinds(events)).toContain("connected");
  expect(connected(fleet)).toBe(3);
  expect(fleet.metrics().histograms["connect.recovery"]).toMatchObject({ count: 1 });
  expect(fleet.metrics().histograms["connect.recovery"].max).toBeGreaterThanOrEqual(60_000);
});

test.each(["watchdog", "exception"] as const)("after a %s the node boots and says why", async (cause) => {
  const { clock, fleet, from } = await build();
  clock.advance(10_000);
  fleet.act([0], { kind: "crash", cause });
  clock.advance(90_000);
  expect(connected(fleet)).toBe(3);
  expect(from(0, "/status/online").at(-1)).toMatchObject({ reset_reason: cause });
});

test("a restart is announced, and the node comes back", async () => {
  const { clock, fleet, from } = await build();
  clock.advance(10_000);
  fleet.act([0], { kind: "restart" });
  clock.advance(10_000);
  const online = from(0, "/status/online").map(({ online: isOnline, reason }) => [isOnline, reason]);
  expect(online).toEqual([
    [true, undefined],
    [false, "restart"],
    [true, undefined],
  ]);
  expect(fleet.metrics().counters["node.restarted"]).toBe(1);
});

test("a connection that is reset or half open is made again; the latter when a ping is not answered", async () => {
  const { clock, fleet, events } = await build();
  clock.advance(10_000);
  events.length = 0;
  fleet.act([0], { kind: "abort_connection" });
  clock.advance(5000);
  expect(events.find(({ kind }) => kind === "disconnected")).toMatchObject({ failure: { kind: "network" } });
  expect(connected(fleet)).toBe(3);
  events.length = 0;
  fleet.act([0], { kind: "half_open" });
  clock.advance(200_000);
  expect(events.find(({ kind }) => kind === "disconnected")).toMatchObject({
    failure: { kind: "ping_timeout" },
  });
  expect(connected(fleet)).toBe(3);
});

test("load, temperature and signal are what was set, until they are the home's again", async () => {
  const { clock, fleet, from } = await build();
  clock.advance(10_000);
  fleet.act("all", { kind: "load", load: { powerW: 1234.5, voltageV: 240 } });
  fleet.act("all", { kind: "temperature", celsius: 41.5 });
  clock.advance(10_000);
  expect(from(1, "/telemetry/power").at(-1)).toMatchObject({ value: 1234.5 });
  expect(from(1, "/telemetry/voltage").at(-1)).toMatchObject({ value: 240 });
  expect(from(1, "/telemetry/temperature").at(-1)).toMatchObject({ value: 41.5 });
  fleet.act("all", { kind: "load", load: null });
  clock.advance(10_000);
  expect(from(1, "/telemetry/power").at(-1)?.["value"]).not.toBe(1234.5);
});

test("a silent meter and an absent thermometer publish nothing; both recover", async () => {
  const { clock, fleet, messages } = await build();
  clock.advance(10_000);
  fleet.act("all", { kind: "meter", mode: "silent" });
  fleet.act("all", { kind: "thermometer", present: false });
  clock.advance(10_000);
  messages.length = 0;
  clock.advance(20_000);
  expect(messages.filter(({ topic }) => topic.includes("/telemetry/"))).toEqual([]);
  fleet.act("all", { kind: "meter", mode: "good" });
  fleet.act("all", { kind: "thermometer", present: true });
  clock.advance(10_000);
  expect(messages.filter(({ topic }) => topic.endsWith("/telemetry/power")).length).toBeGreaterThan(0);
  expect(messages.filter(({ topic }) => topic.endsWith("/telemetry/temperature")).length).toBeGreaterThan(0);
});

test("the button switches the relay, a stuck one does not follow, and a command is answered", async () => {
  const { clock, broker, fleet, events, from } = await build();
  clock.advance(10_000);
  const press = (): void => {
    fleet.act([0], { kind: "button", pressed: true });
    clock.advance(200);
    fleet.act([0], { kind: "button", pressed: false });
    clock.advance(3000);
  };
  press();
  expect((await fleet.inspect(0)).relayIsOn).toBe(false);
  expect(from(0, "/status/relay").at(-1)).toMatchObject({ state: "off", cause: "button" });
  fleet.act([0], { kind: "relay", stuck: true });
  const { homeId, nodeId } = fleet.nodes[0] as { homeId: string; nodeId: string };
  broker.send(
    `homesync/${homeId}/nodes/${nodeId}/command/relay`,
    JSON.stringify({ action: "on", request_id: "r1" }),
  );
  clock.advance(3000);
  expect((await fleet.inspect(0)).relayIsOn).toBe(false);
  expect(from(0, "/response/command").at(-1)).toMatchObject({ request_id: "r1", status: "error" });
  expect(kinds(events)).toContain("received");
  expect(fleet.metrics().counters["message.received"]).toBe(1);
});

test("a skewed clock shows in the timestamps of its node only; one that is not set leaves them out", async () => {
  const { clock, fleet, from } = await build();
  fleet.act([0], { kind: "clock", skewMs: 3_600_000 });
  fleet.act([2], { kind: "clock", skewMs: null });
  clock.advance(20_000);
  const aheadMs = (node: number): number =>
    Date.parse(from(node, "/telemetry/power").at(-1)?.["timestamp"] as string) - clock.utcMs();
  expect(aheadMs(0)).toBeGreaterThan(3_590_000);
  expect(Math.abs(aheadMs(1))).toBeLessThan(10_000);
  expect(from(2, "/telemetry/power").at(-1)).not.toHaveProperty("timestamp");
});

test("a worn-out flash stores nothing; one whose supply fails while writing switches the node off", async () => {
  const { clock, broker, fleet, from } = await build();
  clock.advance(10_000);
  const configure = (node: number, requestId: string): void => {
    const { homeId, nodeId } = fleet.nodes[node] as { homeId: string; nodeId: string };
    broker.send(
      `homesync/${homeId}/nodes/${nodeId}/command/config`,
      JSON.stringify({ action: "set", request_id: requestId, settings: { deadband_power: 77 } }),
    );
    clock.advance(2000);
  };
  fleet.act([0], { kind: "flash", mode: "worn_out" });
  configure(0, "a");
  expect(from(0, "/response/command").at(-1)).toMatchObject({ request_id: "a", status: "error" });
  fleet.act([1], { kind: "flash", mode: "power_cut_after", bytes: 8 });
  configure(1, "b");
  expect(await fleet.inspect(1)).toMatchObject({ isRunning: false, isConnected: false });
  fleet.act([1], { kind: "flash", mode: "good" });
  fleet.act([1], { kind: "power_on" });
  clock.advance(5000);
  expect(await fleet.inspect(1)).toMatchObject({ isRunning: true, isConnected: true });
});

test("when the broker is down the nodes come back after it, and count what they could not say", async () => {
  const { clock, broker, fleet } = await build();
  clock.advance(10_000);
  broker.down();
  clock.advance(60_000);
  expect(connected(fleet)).toBe(0);
  broker.up();
  clock.advance(120_000);
  expect(connected(fleet)).toBe(3);
  const { counters, errors, histograms } = fleet.metrics();
  expect(counters["connect.lost"]).toBe(3);
  expect(counters["connect.again"]).toBe(3);
  expect(counters["connect.failed"]).toBeGreaterThan(3);
  expect(errors["unreachable"]).toBe(counters["connect.failed"]);
  expect(histograms["connect.recovery"].count).toBe(3);
});
