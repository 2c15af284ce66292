import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { startBroker } from "@homesync/broker";
import { type BrokerAccess, parseBrokerUrl } from "@homesync/broker/reach";
import {
  type MosquittoOptions,
  makeCertificate,
  startMosquitto,
  withServers,
} from "@homesync/broker/testing";
import { LIMITS, METRIC_NAMES } from "@homesync/protocol";
import { expect, onTestFinished, test } from "vitest";
import type { Fault } from "../../src/faults/fault.ts";
import { FaultInjector } from "../../src/faults/injector.ts";
import { type Fleet, type NodeEvent, startFleet } from "../../src/index.ts";
import { systemClock } from "../../src/scheduler/clock.ts";
import { Watcher } from "../brokers/watcher.ts";

/** Of one test: on a loaded machine all its waits together may take a while. */
const LIMIT = { timeout: 180_000 };
const POLL = { timeout: 30_000, interval: 50 };

/** What a fault must do to the one node that it meets. */
interface Row {
  readonly fault: Fault;
  /** Why its connection ends, in turn; it comes back then. Absent: it stays. */
  readonly ends?: readonly (RegExp | string)[];
  /** Some reading comes so much later than it was made, at least, ms. */
  readonly lateMs?: number;
}

/** The broker closes, and it shows as its end or as its reset, or tells before it does. */
const BY_BROKER = /^(closed_by_broker|network)$/;

/** One node each, all at once. */
const ROWS: readonly Row[] = [
  { fault: { kind: "reset" }, ends: ["network"] },
  { fault: { kind: "latency", delay_ms: 400 }, lateMs: 400 },
  { fault: { kind: "jitter", most_ms: 400 }, lateMs: 50 },
  { fault: { kind: "bandwidth", bytes_per_s: 400 }, lateMs: 300 },
  { fault: { kind: "loss", rate: 0.5 }, lateMs: 200 },
  { fault: { kind: "malformed_packet", form: "reserved_type" }, ends: [BY_BROKER] },
  { fault: { kind: "malformed_packet", form: "endless_length" }, ends: [BY_BROKER] },
  { fault: { kind: "malformed_packet", form: "overlong_topic" }, ends: [BY_BROKER] },
  { fault: { kind: "malformed_packet", form: "qos_3" }, ends: [BY_BROKER] },
  { fault: { kind: "oversized_packet" }, ends: [BY_BROKER] },
  { fault: { kind: "wrong_order" }, ends: [BY_BROKER] },
  { fault: { kind: "duplicate_client_id" }, ends: [BY_BROKER] },
  { fault: { kind: "malformed_payload" } },
  { fault: { kind: "malformed_packet", to: "node", form: "reserved_type" }, ends: ["malformed"] },
  { fault: { kind: "malformed_packet", to: "node", form: "endless_length" }, ends: ["malformed"] },
  { fault: { kind: "malformed_packet", to: "node", form: "overlong_topic" }, ends: ["malformed"] },
  { fault: { kind: "malformed_packet", to: "node", form: "qos_3" }, ends: ["malformed"] },
  { fault: { kind: "oversized_packet", to: "node" } },
  { fault: { kind: "wrong_order", to: "node" }, ends: ["network", "malformed"] },
];
const HALF_OPEN = ROWS.length;
const NAMELESS = ROWS.length + 1;
const HEALTHY = ROWS.length + 2;

interface Scene {
  readonly access: BrokerAccess;
  readonly watcher: Watcher;
  readonly workers: number;
  /** Whether the broker minds the size of a packet: mosquitto does not over WebSockets, whatever its max_packet_size. */
  readonly limitsSize: boolean;
}

async function sceneOn(
  url: string,
  ca: string | undefined,
  { workers, limitsSize }: Pick<Scene, "workers" | "limitsSize">,
): Promise<Scene> {
  const watcher = await Watcher.open(url, "homesync/#", ca === undefined ? {} : { ca });
  onTestFinished(() => watcher.close());
  const access = { address: parseBrokerUrl(url), ...(ca === undefined ? {} : { ca }) };
  return { access, watcher, workers, limitsSize };
}

async function onMosquitto(options: MosquittoOptions & { secure?: boolean }, workers = 0): Promise<Scene> {
  const { secure = false, ...rest } = options;
  const certificate = secure ? await makeCertificate() : undefined;
  const { url } = await startMosquitto({
    ...rest,
    ...(certificate === undefined ? {} : { certificate }),
    config: [`max_packet_size ${LIMITS.maxMessageBytes.value}`],
  });
  return sceneOn(url, certificate?.cert, { workers, limitsSize: rest.webSockets !== true });
}

async function onEmbedded(workers: number): Promise<Scene> {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  return sceneOn(broker.url, undefined, { workers, limitsSize: true });
}

/** A fleet of which every node tells what it publishes and why its connection ends. */
async function startObserved({ access, watcher, workers }: Scene) {
  const nodes = HEALTHY + 1;
  const fleet = await startFleet({
    broker: access,
    nodes,
    seed: 7,
    homePrefix: "sim-over",
    intervalS: 1,
    workers,
    initialNodes: 0,
  });
  onTestFinished(() => fleet.kill());
  const events: NodeEvent[][] = fleet.nodes.map(() => []);
  for (const [index, own] of events.entries()) fleet.observe(index, (event) => own.push(event));
  fleet.aim(nodes);
  await expect.poll(() => events.filter(isConnected).length, POLL).toBe(nodes);
  const arrived = readingsSeen(watcher, fleet);
  await expect.poll(() => [...arrived.values()].every((readings) => readings.length > 0), POLL).toBe(true);
  return { fleet, events, arrived };
}

interface Reading {
  readonly text: string;
  readonly lateMs: number;
}

/** The readings that arrive, by the number of their node. */
function readingsSeen({ client }: Watcher, fleet: Fleet): ReadonlyMap<number, Reading[]> {
  const places = new Map(fleet.nodes.map(({ homeId, nodeId }, index) => [`${homeId}/${nodeId}`, index]));
  const arrived = new Map(fleet.nodes.map((_node, index): [number, Reading[]] => [index, []]));
  client.on("message", (topic, payload) => {
    const [, homeId, , nodeId, category] = topic.split("/");
    if (category !== "telemetry") return;
    const { timestamp } = JSON.parse(payload.toString()) as { timestamp: string };
    const readings = arrived.get(places.get(`${homeId}/${nodeId}`) ?? -1);
    readings?.push({ text: `${topic} ${payload}`, lateMs: Date.now() - Date.parse(timestamp) });
  });
  return arrived;
}

const ofKind = <Kind extends NodeEvent["kind"]>(events: readonly NodeEvent[], kind: Kind) =>
  events.filter((event): event is Extract<NodeEvent, { kind: Kind }> => event.kind === kind);
const endsOf = (events: readonly NodeEvent[]): string[] =>
  ofKind(events, "disconnected").map(({ failure }) => failure?.kind ?? "in order");
const isConnected = (events: readonly NodeEvent[]): boolean =>
  events.findLast(({ kind }) => kind === "connected" || kind === "disconnected")?.kind === "connected";

withServers("faults of network and protocol", () => {
  test.each<[string, () => Promise<Scene>]>([
    ["mosquitto over mqtt", () => onMosquitto({})],
    ["mosquitto over mqtts", () => onMosquitto({ secure: true })],
    ["mosquitto over ws", () => onMosquitto({ webSockets: true })],
    ["mosquitto over wss", () => onMosquitto({ webSockets: true, secure: true })],
    ["mosquitto over mqtts, two workers", () => onMosquitto({ secure: true }, 2)],
    ["the embedded broker, two workers", () => onEmbedded(2)],
  ])("on %s each does what it says to its node, and to no other", LIMIT, async (_name, open) => {
    const scene = await open();
    const { fleet, events, arrived } = await startObserved(scene);
    const errors: unknown[] = [];
    const injector = new FaultInjector({
      fleet,
      access: scene.access,
      clock: systemClock,
      onError: (_fault, error) => errors.push(error),
    });
    onTestFinished(() => injector.close());
    const inject = (fault: Fault, node: number) =>
      injector.inject({ ...fault, whom: { nodes: [node] } } as Fault);
    const lates = (node: number): number =>
      Math.max(...(arrived.get(node) ?? []).map(({ lateMs }) => lateMs));

    const open0 = await inject({ kind: "half_open" }, HALF_OPEN);
    const nameless = await inject({ kind: "dns_failure" }, NAMELESS);
    await inject({ kind: "reset" }, NAMELESS);
    await Promise.all(ROWS.map(({ fault }, node) => inject(fault, node)));

    await expect.poll(() => endsOf(events[NAMELESS] ?? []), POLL).toContain("unknown_host");
    await injector.lift(nameless);

    // Nothing is under way to or from the node on the cut line any more.
    await scene.watcher.settle();
    const before = arrived.get(HALF_OPEN)?.length ?? 0;
    const healthy = arrived.get(HEALTHY)?.length ?? 0;
    await expect.poll(() => arrived.get(HEALTHY)?.length, POLL).toBeGreaterThan(healthy + 20);
    expect(arrived.get(HALF_OPEN)).toHaveLength(before);
    await injector.lift(open0);
    await expect.poll(() => arrived.get(HALF_OPEN)?.length, POLL).toBeGreaterThan(before);

    for (const [node, { fault, ends: always = [], lateMs }] of ROWS.entries()) {
      const isTaken = fault.kind === "oversized_packet" && !scene.limitsSize;
      const ends = isTaken ? [] : always;
      const own = events[node] ?? [];
      const name = JSON.stringify(fault);
      await expect.poll(() => endsOf(own).length, { ...POLL, message: name }).toBe(ends.length);
      await expect.poll(() => isConnected(own), { ...POLL, message: name }).toBe(true);
      expect(endsOf(own), name).toEqual(ends.map((end) => expect.stringMatching(end)));
      if (lateMs !== undefined) {
        await expect.poll(() => lates(node), { ...POLL, message: name }).toBeGreaterThanOrEqual(lateMs);
      }
    }
    await expect.poll(() => isConnected(events[NAMELESS] ?? []), POLL).toBe(true);
    for (const node of [HALF_OPEN, HEALTHY]) expect(endsOf(events[node] ?? [])).toEqual([]);
    expect(errors).toEqual([]);

    // Everybody is heard of again, and nothing arrived that its node had not published, or twice.
    await injector.close();
    const counts = fleet.nodes.map((_node, index) => arrived.get(index)?.length ?? 0);
    for (const [node, count] of counts.entries()) {
      await expect.poll(() => arrived.get(node)?.length, POLL).toBeGreaterThan(count);
    }
    for (const [node, readings] of arrived) {
      const texts = readings.map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
      const published = () =>
        new Set(
          ofKind(events[node] ?? [], "published").map(
            ({ topic, payload }) => `${topic} ${Buffer.from(payload).toString()}`,
          ),
        );
      await expect.poll(() => texts.filter((text) => !published().has(text)), POLL).toEqual([]);
    }
  });

  test.each<[string, MosquittoOptions & { secure?: boolean }]>([
    ["mqtt", {}],
    ["mqtts", { secure: true }],
    ["ws", { webSockets: true }],
    ["wss", { webSockets: true, secure: true }],
  ])("reset over %s is a reset of TCP, on the line", LIMIT, async (_scheme, options) => {
    const { access, watcher } = await onMosquitto(options);
    const ends: string[] = [];
    // What TLS and WebSockets carry passes here as it is.
    const line = createServer({ allowHalfOpen: true }, (socket) => {
      const onward = connect(access.address.port, "127.0.0.1");
      socket.on("error", ({ code }: NodeJS.ErrnoException) => ends.push(String(code)));
      socket.on("end", () => ends.push("end"));
      socket.on("close", () => onward.destroy());
      onward.on("error", () => socket.destroy());
      onward.on("close", () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    line.listen(0, "127.0.0.1");
    await once(line, "listening");
    onTestFinished(() => void line.close());
    const { port } = line.address() as AddressInfo;
    const address = parseBrokerUrl(access.address.url.replace(`:${access.address.port}`, `:${port}`));
    const fleet = await startFleet({ broker: { ...access, address }, nodes: 2, homePrefix: "sim-reset" });
    onTestFinished(() => fleet.kill());
    await fleet.whenConnected();
    // The nodes have said what there is to say: who reads the last bytes together with a reset is told of a good end by
    // libuv, and so is who writes into a connection that was reset.
    await watcher.until("the first readings of both", (seen) => {
      const topics = seen.filter(({ topic }) => topic.includes("/telemetry/")).map(({ topic }) => topic);
      return new Set(topics).size === 2 * METRIC_NAMES.length;
    });
    fleet.act([0], { kind: "abort_connection" });
    await expect.poll(() => ends, POLL).toEqual(["ECONNRESET"]);
    await expect
      .poll(() => fleet.metrics(), POLL)
      .toMatchObject({
        gauges: { "nodes.connected": 2 },
        counters: { "connect.again": 1 },
        errors: { network: 1 },
      });
  });
});
