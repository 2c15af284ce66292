import { parseBrokerUrl } from "@homesync/broker/reach";
import { describeImage, makeUpdateKeys, signManifest, writeKey } from "@homesync/protocol/signing";
import { afterEach, beforeEach, expect, vi } from "vitest";
import {
  type Fleet,
  type FleetOptions,
  ImageServer,
  type NodeAction,
  type Serving,
  simulatedImage,
  startFleet,
} from "../../src/index.ts";
import type { BrokerKind, RunningBroker } from "../brokers/broker-kind.ts";
import { payloadsOn, Watcher } from "../brokers/watcher.ts";
import { swiftClock } from "../swift-clock.ts";

// Every wait below has a bound of its own, which says what was waited for.
vi.setConfig({ testTimeout: 120_000 });

/** How many times faster a node's clock goes here: it waits 15 s for a server that is silent. */
const SPEED = 10;
/** It gives an update up after minutes. */
export const HIGH_SPEED = 40;
export const PATIENT_MS = 60_000;
export const NEW_VERSION = "9.0.0";
export const SIZE = 100_000;

const keys = makeUpdateKeys();
/** The key that the nodes trust; `offer` signs with the other half. */
export const publicKey = writeKey(keys.publicKey);

/** The fields of `command/ota`, signed; `tamper` changes them behind the signature. */
export function offer(image: Uint8Array, url: string, what: Partial<Offer> = {}): Record<string, unknown> {
  const { requestId = "up-1", signer = keys.privateKey, tamper = {}, ...of } = what;
  const manifest = describeImage(image, { target: "virtual", version: NEW_VERSION, ...of });
  const signature = signManifest(manifest, signer);
  return { action: "update", request_id: requestId, url, ...manifest, signature, ...tamper };
}

export interface Offer {
  readonly requestId: string;
  readonly target: string;
  readonly version: string;
  readonly allowDowngrade: boolean;
  readonly signer: typeof keys.privateKey;
  readonly tamper: Record<string, unknown>;
}

/** A node, a broker, an image server and a subscriber for each test of a group. */
export function updateScene(start: BrokerKind["start"]) {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  let broker: RunningBroker;
  let server: ImageServer;
  let watcher: Watcher;
  let fleet: Fleet;

  beforeEach(async () => {
    broker = await start();
    cleanups.push(() => broker.close());
    server = await ImageServer.start();
    cleanups.push(() => server.close());
    watcher = await Watcher.open(broker.url);
    cleanups.push(() => watcher.close());
    await switchOn();
  });

  async function switchOn(updates: FleetOptions["updates"] = { publicKey }, speed = SPEED): Promise<void> {
    fleet = await startFleet({
      broker: { address: parseBrokerUrl(broker.url) },
      nodes: 1,
      homePrefix: "sim-ota",
      seed: 1,
      updates,
      clock: swiftClock(speed),
    });
    const running = fleet;
    cleanups.push(() => running.kill());
    await running.whenConnected();
  }

  const act = (action: NodeAction): void => fleet.act([0], action);
  const topic = (suffix: string): string => `homesync/sim-ota-0001/nodes/node-001/${suffix}`;
  const send = (fields: object) =>
    watcher.client.publishAsync(topic("command/ota"), JSON.stringify(fields), { qos: 1 });
  const answers = (): Record<string, unknown>[] => payloadsOn(watcher.seen, "/response/ota");
  const versions = (): unknown[] =>
    payloadsOn(watcher.seen, "/status/firmware").map(({ version }) => version);
  const reasons = (): unknown[] => payloadsOn(watcher.seen, "/status/online").map(({ reason }) => reason);
  const progress = (): unknown[] =>
    answers().flatMap(({ status, progress: percent }) => (status === "in_progress" ? [percent] : []));

  /** Its final word on a request. */
  async function outcome(requestId = "up-1", limitMs = 20_000): Promise<Record<string, unknown>> {
    const final = (): Record<string, unknown> | undefined =>
      answers().find(({ request_id, status }) => request_id === requestId && status !== "in_progress");
    await watcher.until(`the outcome of ${requestId}`, () => final() !== undefined, limitMs);
    return final() as Record<string, unknown>;
  }

  const until = (what: string, holds: () => boolean, limitMs = 20_000) =>
    watcher.until(what, () => holds(), limitMs);

  /** Offers a good image that is served so. */
  async function offerServed(serving: Serving, size = SIZE): Promise<void> {
    const image = simulatedImage({ version: NEW_VERSION, size });
    await send(offer(image, server.serve("a.bin", image, serving)));
  }

  /** The old version runs on, and takes a good update. */
  async function expectUnharmed(): Promise<void> {
    expect(versions()).not.toContain(NEW_VERSION);
    const image = simulatedImage({ version: NEW_VERSION, size: SIZE });
    await send(offer(image, server.serve("good.bin", image), { requestId: "up-good" }));
    expect(await outcome("up-good")).toMatchObject({ status: "success", result: NEW_VERSION });
  }

  return {
    get fleet() {
      return fleet;
    },
    get server() {
      return server;
    },
    get watcher() {
      return watcher;
    },
    switchOn,
    act,
    send,
    versions,
    reasons,
    progress,
    outcome,
    until,
    offerServed,
    expectUnharmed,
  };
}
