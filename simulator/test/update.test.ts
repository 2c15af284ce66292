import { parseBrokerUrl } from "@homesync/broker/reach";
import { makeCertificate } from "@homesync/broker/testing";
import { describeImage, makeUpdateKeys, signManifest, writeKey } from "@homesync/protocol/signing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Clock,
  type Fleet,
  type FleetOptions,
  ImageServer,
  type NodeAction,
  type Serving,
  simulatedImage,
  startFleet,
} from "../src/index.ts";
import type { RunningBroker } from "./brokers/broker-kind.ts";
import { BROKER_KINDS } from "./brokers/broker-kinds.ts";
import { payloadsOn, Watcher } from "./brokers/watcher.ts";

// Every wait below has a bound of its own, which says what was waited for.
vi.setConfig({ testTimeout: 120_000 });

/** How many times faster a node's clock goes here: it waits 15 s for a server that is silent. */
const SPEED = 10;
/** It gives an update up after minutes. */
const HIGH_SPEED = 40;
const PATIENT_MS = 60_000;
const NEW_VERSION = "9.0.0";
const SIZE = 100_000;

const keys = makeUpdateKeys();
const publicKey = writeKey(keys.publicKey);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The fields of `command/ota`, signed; `tamper` changes them behind the signature. */
function offer(image: Uint8Array, url: string, what: Partial<Offer> = {}): Record<string, unknown> {
  const { requestId = "up-1", signer = keys.privateKey, tamper = {}, ...of } = what;
  const manifest = describeImage(image, { target: "virtual", version: NEW_VERSION, ...of });
  const signature = signManifest(manifest, signer);
  return { action: "update", request_id: requestId, url, ...manifest, signature, ...tamper };
}

interface Offer {
  readonly requestId: string;
  readonly target: string;
  readonly version: string;
  readonly allowDowngrade: boolean;
  readonly signer: typeof keys.privateKey;
  readonly tamper: Record<string, unknown>;
}

/** The system's clock, but for the time that passes. */
const swiftClock = (speed: number): Clock => ({
  monotonicMs: () => performance.now() * speed,
  utcMs: () => Date.now(),
  timer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs / speed);
    return () => clearTimeout(timer);
  },
});

describe.each(BROKER_KINDS)("an update over the air, on $name", ({ start }) => {
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

  test("good: progress every ten percent, absence, and the new version says so", async () => {
    await offerServed({ kind: "honest" }, 1_000_000);
    expect(await outcome()).toMatchObject({ status: "success", result: NEW_VERSION });
    expect(progress()).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(reasons()).toContain("update");
    expect(versions().at(-1)).toBe(NEW_VERSION);
    expect(server.requests).toEqual([{ path: "/a.bin", from: 0, status: 200 }]);
    const firmware = watcher.seen.filter(({ topic: seen }) => seen.endsWith("/status/firmware"));
    expect(firmware.map(({ qos }) => qos)).toEqual(firmware.map(() => 1));
  });

  test("good, of a size that the server does not say", async () => {
    await offerServed({ kind: "no_length" });
    expect(await outcome()).toMatchObject({ status: "success", result: NEW_VERSION });
  });

  test.each<[string, Partial<Offer>, string]>([
    ["a signature of another key", { signer: makeUpdateKeys().privateKey }, "bad_signature"],
    ["a version that was not signed", { tamper: { version: "10.0.0" } }, "bad_signature"],
    ["a downgrade that was not signed", { tamper: { allow_downgrade: true } }, "bad_signature"],
    ["an image for another board", { target: "nodemcuv2" }, "wrong_target"],
    ["an older version", { version: "0.0.1" }, "not_newer"],
    ["an image that is too large", { tamper: {} }, "no_space"],
  ])("%s is refused, and nothing is asked of the server", async (_what, what, error) => {
    const size = error === "no_space" ? 1_044_465 : SIZE;
    const image = simulatedImage({ version: what.version ?? NEW_VERSION, size });
    await send(offer(image, server.serve("a.bin", image), what));
    expect(await outcome()).toMatchObject({ status: "error", error });
    expect(server.requests).toEqual([]);
    await expectUnharmed();
  });

  test("a node without a key refuses every update", async () => {
    await fleet.stop();
    await switchOn({});
    await offerServed({ kind: "honest" });
    expect(await outcome()).toMatchObject({ error: "bad_signature" });
  });

  test("an older version is taken when that is signed", async () => {
    const image = simulatedImage({ version: "0.0.1" });
    const url = server.serve("old.bin", image);
    await send(offer(image, url, { version: "0.0.1", allowDowngrade: true }));
    expect(await outcome()).toMatchObject({ status: "success", result: "0.0.1" });
    expect(versions().at(-1)).toBe("0.0.1");
  });

  test.each<[Serving, string]>([
    [{ kind: "corrupt", at: 70_000 }, "wrong_hash"],
    [{ kind: "truncate", bytes: SIZE - 1 }, "wrong_size"],
    [{ kind: "wrong_length", difference: 1 }, "wrong_size"],
    [{ kind: "wrong_length", difference: -1 }, "wrong_size"],
    [{ kind: "status", status: 404 }, "download_failed"],
    [{ kind: "status", status: 301 }, "download_failed"],
  ])("a server that serves %j: %s", async (serving, error) => {
    await offerServed(serving);
    const final = await outcome();
    expect(final).toMatchObject({ status: "error", error });
    expect(final["message"]).toEqual(expect.stringMatching(/\w+/));
    expect(server.requests).toHaveLength(1);
    await expectUnharmed();
  });

  test.each<[Serving, number[]]>([
    [{ kind: "drop", bytes: 60_000, times: 1 }, [0, 60_000]],
    [{ kind: "status", status: 503, times: 2 }, [0, 0, 0]],
  ])("a lost download is resumed: %j", async (serving, asked) => {
    await offerServed(serving);
    expect(await outcome()).toMatchObject({ status: "success" });
    expect(server.requests.map(({ from }) => from)).toEqual(asked);
  });

  test("a server that cannot resume gives the file again from its start", async () => {
    await offerServed({ kind: "drop", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    server.change("a.bin", { kind: "ignore_range" });
    expect(await outcome()).toMatchObject({ status: "success" });
    expect(server.requests.map(({ from, status }) => [from, status])).toEqual([
      [0, 200],
      [60_000, 200],
    ]);
  });

  test("a server that falls silent is asked again", async () => {
    await offerServed({ kind: "stall", bytes: 60_000, times: 1 });
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "success" });
    expect(server.requests.map(({ from }) => from)).toEqual([0, 60_000]);
  });

  test.each<Serving>([
    { kind: "stall", bytes: 60_000 },
    { kind: "drop", bytes: 60_000 },
    { kind: "wrong_range", shift: 1 },
  ])("a server that never gives the rest is given up: %j", async (serving) => {
    await fleet.stop();
    await switchOn({ publicKey }, HIGH_SPEED);
    await offerServed(serving.kind === "wrong_range" ? { kind: "drop", bytes: 60_000 } : serving);
    await until("half of it", () => progress().includes(60));
    server.change("a.bin", serving);
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "error", error: "download_failed" });
    expect(server.requests).toHaveLength(10);
    await expectUnharmed();
  });

  test("a cancel ends it, and both are answered", async () => {
    await offerServed({ kind: "stall", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    await send({ action: "cancel", request_id: "cancel-1" });
    expect(await outcome("cancel-1")).toMatchObject({ status: "success", result: "cancelled" });
    expect(await outcome()).toMatchObject({ status: "error", error: "cancelled" });
    await expectUnharmed();
  });

  test("the same command again is answered with its progress, another one with busy", async () => {
    const image = simulatedImage({ version: NEW_VERSION, size: SIZE });
    const url = server.serve("a.bin", image, { kind: "stall", bytes: 55_000 });
    await send(offer(image, url));
    await until("half of it", () => progress().includes(50));
    await send(offer(image, url));
    await until("the repeat's answer", () => progress().includes(55));
    await send(offer(image, url, { requestId: "up-2" }));
    expect(await outcome("up-2")).toMatchObject({ error: "busy" });
    expect(server.requests).toHaveLength(1);
  });

  test("a power cut in the middle of a write leaves the old version, which says so", async () => {
    act({ kind: "firmware_slot", mode: "power_cut_after", bytes: 60_500 });
    await offerServed({ kind: "honest" });
    await until("its will", () => reasons().includes("unexpected_disconnect"));
    act({ kind: "power_on" });
    const final = await outcome();
    expect(final).toMatchObject({ error: "download_failed" });
    expect(final["message"]).toContain("restarted during the download");
    await expectUnharmed();
  });

  test("a power cut while the boot loader copies: the node does not come back", async () => {
    const events: string[] = [];
    fleet.observe(0, ({ kind }) => events.push(kind));
    act({ kind: "firmware_slot", mode: "power_cut_in_copy" });
    await offerServed({ kind: "honest" });
    await until("its absence", () => reasons().includes("update"));
    await vi.waitFor(() => expect(events).toContain("ended"), { timeout: 20_000 });
    act({ kind: "power_on" });
    expect((await fleet.inspect(0)).isRunning).toBe(false);
    expect(events.filter((kind) => kind === "connected")).toEqual([]);
  });

  test("a worn-out flash is a storage fault", async () => {
    act({ kind: "firmware_slot", mode: "worn_out" });
    await offerServed({ kind: "honest" });
    expect(await outcome()).toMatchObject({ error: "storage_fault" });
    act({ kind: "firmware_slot", mode: "good" });
    await expectUnharmed();
  });

  test("an image that crashes ends in safe mode, where a good one is taken", async () => {
    const bad = simulatedImage({ version: NEW_VERSION, crashes: true });
    await send(offer(bad, server.serve("bad.bin", bad)));
    const inSafeMode = (): boolean =>
      payloadsOn(watcher.seen, "/status/online").some((payload) => payload["safe_mode"] === true);
    await until("safe mode", inSafeMode, PATIENT_MS);
    expect(versions().at(-1)).toBe(NEW_VERSION);
    const good = simulatedImage({ version: "9.0.1" });
    await send(offer(good, server.serve("good.bin", good), { requestId: "up-2", version: "9.0.1" }));
    expect(await outcome("up-2")).toMatchObject({ status: "success", result: "9.0.1" });
  });

  test("the broker is away while it downloads: the outcome is told on return", async () => {
    await offerServed({ kind: "stall", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    act({ kind: "abort_connection" });
    act({ kind: "redirect", to: null });
    server.change("a.bin", { kind: "honest" });
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "success", result: NEW_VERSION });
  });
});

describe("an update over https", () => {
  test("the MQTT session makes room: absent with `update`, then the new version", async () => {
    const certificate = await makeCertificate();
    const server = await ImageServer.start({ certificate });
    cleanups.push(() => server.close());
    const broker = await (BROKER_KINDS[0] as (typeof BROKER_KINDS)[number]).start();
    cleanups.push(() => broker.close());
    const watcher = await Watcher.open(broker.url);
    cleanups.push(() => watcher.close());
    const fleet = await startFleet({
      broker: { address: parseBrokerUrl(broker.url) },
      nodes: 1,
      homePrefix: "sim-ota",
      updates: { publicKey, ca: certificate.cert },
    });
    cleanups.push(() => fleet.kill());
    await fleet.whenConnected();
    const image = simulatedImage({ version: NEW_VERSION });
    const fields = offer(image, server.serve("a.bin", image));
    const topic = "homesync/sim-ota-0001/nodes/node-001/command/ota";
    await watcher.client.publishAsync(topic, JSON.stringify(fields), { qos: 1 });
    await watcher.until("success", (seen) =>
      payloadsOn(seen, "/response/ota").some(({ status }) => status === "success"),
    );
    // Nothing is said between the absence and the new version, as nobody is there.
    const said = payloadsOn(watcher.seen, "/response/ota").map(({ status }) => status);
    expect(said).toEqual(["in_progress", "success"]);
    expect(payloadsOn(watcher.seen, "/status/online").map(({ reason }) => reason)).toContain("update");
  });
});

test("an image server's port that is in use is an error of its start", async () => {
  const first = await ImageServer.start();
  cleanups.push(() => first.close());
  const port = Number(new URL(first.serve("a", new Uint8Array(1))).port);
  await expect(ImageServer.start({ port })).rejects.toThrow("EADDRINUSE");
});
