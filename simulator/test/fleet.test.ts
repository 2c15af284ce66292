import { parseBrokerUrl } from "@homesync/broker/reach";
import { decode, METRIC_NAMES, TOPICS, type TopicKey } from "@homesync/protocol";
import { connect } from "mqtt";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Fleet, type FleetOptions, startFleet } from "../src/index.ts";
import type { RunningBroker } from "./brokers/broker-kind.ts";
import { BROKER_KINDS } from "./brokers/broker-kinds.ts";
import { payloadsOn, type Seen, Watcher } from "./brokers/watcher.ts";

// Every wait below has a bound of its own, which says what was waited for.
vi.setConfig({ testTimeout: 60_000 });

const NODES = 20;
const STATUS_KEYS = ["status/online", "status/relay", "status/firmware", "status/rssi"];
const ALL_KEYS = [...STATUS_KEYS, ...METRIC_NAMES.map((name) => `telemetry/${name}`)];

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** `{category}/{name}` of a topic. */
const keyOf = (topic: string): TopicKey => topic.split("/").slice(4).join("/") as TopicKey;
const homeOf = (topic: string): string => topic.split("/")[1] as string;

describe.each(BROKER_KINDS)("a fleet on $name", ({ start }) => {
  let broker: RunningBroker;
  beforeEach(async () => {
    broker = await start();
    cleanups.push(() => broker.close());
  });

  async function watch(): Promise<Watcher> {
    const watcher = await Watcher.open(broker.url);
    cleanups.push(() => watcher.close());
    return watcher;
  }

  async function fleet(options: Partial<FleetOptions> = {}): Promise<Fleet> {
    const running = await startFleet({
      broker: { address: parseBrokerUrl(broker.url) },
      nodes: NODES,
      homePrefix: "sim-test",
      intervalS: 1,
      ...options,
    });
    cleanups.push(() => running.kill());
    return running;
  }

  test("publishes everything that the protocol says, with its QoS and retain flag", async () => {
    const watcher = await watch();
    await fleet();
    await watcher.until(
      "all topics of all nodes",
      (seen) => new Set(seen.map(({ topic }) => topic)).size >= NODES * 11,
    );
    for (const { topic, payload, qos, retain } of watcher.seen) {
      const decoded = decode(topic, payload);
      expect(decoded, `${topic} ${payload}`).toMatchObject({ ok: true });
      expect([topic, qos, retain]).toEqual([topic, TOPICS[keyOf(topic)].qos, false]);
    }
    expect(new Set(watcher.seen.map(({ topic }) => homeOf(topic))).size).toBe(NODES);
    expect(new Set(watcher.seen.map(({ topic }) => keyOf(topic)))).toEqual(new Set(ALL_KEYS));

    // Whoever subscribes later gets the retained ones, and those alone, with the flag.
    const late = await watch();
    await late.until(
      "the retained messages",
      (seen) => seen.filter(({ retain }) => retain).length >= NODES * 3,
    );
    await late.settle();
    const retained = late.seen.filter(({ retain }) => retain);
    expect(retained).toHaveLength(NODES * 3);
    expect(new Set(retained.map(({ topic, qos }) => `${keyOf(topic)} ${qos}`))).toEqual(
      new Set(["status/online 1", "status/relay 1", "status/firmware 1"]),
    );
  });

  test("QoS 1 for telemetry is used when asked for, and all of it is acknowledged", async () => {
    const watcher = await watch();
    const running = await fleet({ qos: 1 });
    await watcher.until(
      "telemetry of all nodes",
      (seen) =>
        new Set(seen.map(({ topic }) => topic).filter((topic) => topic.endsWith("/power"))).size === NODES,
    );
    const power = watcher.seen.filter(({ topic }) => topic.endsWith("/power"));
    expect(power.every(({ qos }) => qos === 1)).toBe(true);
    await running.stop();
    const { counters } = running.metrics();
    expect(counters["publish.acknowledged"]).toBe(counters["publish.qos1"]);
    expect(counters["publish.qos0"]).toBe(0);
  });

  test("obeys commands", async () => {
    const watcher = await watch();
    const running = await fleet();
    // A second sample says that the relay may switch again: it was switched on when the node booted.
    await watcher.until("two samples of every node", (seen) =>
      running.nodes.every(
        ({ homeId }) =>
          seen.filter(({ topic }) => homeOf(topic) === homeId && topic.endsWith("/telemetry/power")).length >
          1,
      ),
    );
    for (const { homeId, nodeId } of running.nodes) {
      const command = JSON.stringify({ action: "off", request_id: `off-${homeId}` });
      await watcher.client.publishAsync(`homesync/${homeId}/nodes/${nodeId}/command/relay`, command, {
        qos: 1,
      });
    }
    await watcher.until("all responses", (seen) => payloadsOn(seen, "/response/command").length >= NODES);
    expect(
      new Set(payloadsOn(watcher.seen, "/response/command").map((answer) => answer["request_id"])).size,
    ).toBe(NODES);
    for (const answer of payloadsOn(watcher.seen, "/response/command")) {
      expect(answer).toMatchObject({ status: "success", result: "off" });
    }
    await watcher.until("the relays off", (seen) => offCount(seen) === NODES);
    expect(running.metrics().counters).toMatchObject({ "relay.switched": NODES, "message.received": NODES });
  });

  test("ends in order: every node announces its absence, and nothing is left on the broker", async () => {
    const watcher = await watch();
    const running = await fleet();
    await running.whenConnected();
    const summary = await running.stop();
    expect(summary).toMatchObject({ endedInOrder: NODES, purged: NODES, notPurged: 0, failures: [] });
    expect(running.metrics()).toMatchObject({
      gauges: { "nodes.connected": 0, "nodes.most_connected": NODES },
      counters: { "connect.again": 0 },
    });
    await watcher.settle();
    const absences = payloadsOn(watcher.seen, "/status/online").filter(({ online }) => online === false);
    expect(absences).toHaveLength(NODES);
    expect(absences.every(({ reason }) => reason === "shutdown")).toBe(true);

    const late = await watch();
    await late.settle();
    expect(late.seen).toEqual([]);
    for (const { clientId } of running.nodes) expect(await hasSession(clientId)).toBe(false);
  });

  test("leaves sessions and retained messages when told to keep them", async () => {
    const running = await fleet({ keep: true });
    await running.whenConnected();
    await running.stop();
    const late = await watch();
    await late.until("the retained messages", (seen) => seen.length >= NODES * 3);
    expect(payloadsOn(late.seen, "/status/online")).toHaveLength(NODES);
    for (const absence of payloadsOn(late.seen, "/status/online")) {
      expect(absence).toMatchObject({ online: false, reason: "shutdown" });
    }
    for (const { clientId } of running.nodes) expect(await hasSession(clientId)).toBe(true);
  });

  test("comes back whole when the broker restarts", async () => {
    const running = await fleet();
    await running.whenConnected();
    await broker.close();
    await expect.poll(() => running.metrics().gauges["nodes.connected"], { timeout: 10_000 }).toBe(0);
    broker = await start(broker.port);
    cleanups.push(() => broker.close());
    await expect
      .poll(() => running.metrics().gauges["nodes.connected"], { timeout: 30_000, interval: 50 })
      .toBe(NODES);
    expect(running.metrics().counters["connect.again"]).toBe(NODES);
    expect(Object.keys(running.metrics().errors).length).toBeGreaterThan(0);
    const summary = await running.stop();
    expect(summary).toMatchObject({ endedInOrder: NODES, purged: NODES });
  });

  test("stops within its bound when the broker is gone, and says what may be left", async () => {
    const running = await fleet();
    await running.whenConnected();
    await broker.close();
    await expect.poll(() => running.metrics().gauges["nodes.connected"], { timeout: 10_000 }).toBe(0);
    const summary = await running.stop();
    expect(summary).toMatchObject({ endedInOrder: NODES, purged: 0, notPurged: NODES });
  });

  /** Whether the broker holds a session under this client id, seen by taking it over. */
  async function hasSession(clientId: string): Promise<boolean> {
    const client = connect(broker.url, { clientId, clean: false, reconnectPeriod: 0 });
    cleanups.push(() => client.endAsync(true));
    return new Promise((resolve, reject) => {
      client.once("connect", ({ sessionPresent }) => resolve(sessionPresent));
      client.once("error", reject);
    });
  }
});

/** Relays that were reported off by a command. */
const offCount = (seen: readonly Seen[]): number =>
  payloadsOn(seen, "/status/relay").filter(({ state, cause }) => state === "off" && cause === "command")
    .length;
