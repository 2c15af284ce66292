import { type Broker, startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { defaultHomePrefix, seedOfHomePrefix } from "../src/fleet/homes.ts";
import { type FleetOptions, startFleet } from "../src/index.ts";
import { runCommandLine } from "./cli/command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

let broker: Broker;
beforeEach(async () => {
  broker = await startBroker();
  onTestFinished(() => broker.close());
});

/** A run that was killed: the broker has published its wills. */
async function killedRun(options: Partial<FleetOptions>): Promise<void> {
  const fleet = await startFleet({ broker: { address: parseBrokerUrl(broker.url) }, nodes: 6, ...options });
  await fleet.whenConnected();
  fleet.kill();
  await expect.poll(() => broker.connectedClients).toBe(0);
}

const cleanup = (flags = "", url = broker.url) => runCommandLine(`cleanup --broker ${url} ${flags}`);

/** Messages that the broker keeps. */
async function retained(): Promise<number> {
  let kept = 0;
  const end = await broker.subscribe(["homesync/#"], () => void kept++);
  await end();
  return kept;
}

/** Clients that have just gone take a moment to be noticed. */
const sessions = () => expect.poll(() => broker.usage().sessions);

test("a killed run is removed whole, sessions too: its homes tell its seed", async () => {
  await killedRun({ homes: 3 });
  await sessions().toBe(6);
  const { status, out, err } = await cleanup();
  expect([status, err]).toEqual([0, ""]);
  expect(out).toMatch(/removed: retained messages of 6 nodes, sessions of 6\n$/);
  expect(await retained()).toBe(0);
  await sessions().toBe(0);
  expect((await cleanup()).out).toBe("0 nodes have left something\n");
});

test("of homes with names of their own the sessions need the seed", async () => {
  await killedRun({ homePrefix: "sim-kitchen", seed: 99 });
  const without = await cleanup();
  expect(without.out).toMatch(/retained messages of 6 nodes, sessions of 0\n$/);
  expect(without.err).toMatch(/6 sessions may be left.*--seed/);
  await sessions().toBe(6);

  await killedRun({ homePrefix: "sim-kitchen", seed: 99 });
  expect((await cleanup("--seed 99")).out).toMatch(/retained messages of 6 nodes, sessions of 6\n$/);
  await sessions().toBe(0);
});

test("nodes that are there, and homes of others, are left alone", async () => {
  const fleet = await startFleet({ broker: { address: parseBrokerUrl(broker.url) }, nodes: 2 });
  onTestFinished(() => fleet.kill());
  await fleet.whenConnected();
  await broker.publish("homesync/home-1/nodes/a/status/online", '{"online":false,"reason":"shutdown"}', {
    qos: 1,
    retain: true,
  });
  const { status, out, err } = await cleanup();
  expect(status).toBe(0);
  expect(out).toBe("0 nodes have left something\n");
  expect(err).toMatch(/2 nodes say that they are there, and are left alone/);
  expect(fleet.metrics()).toMatchObject({
    gauges: { "nodes.connected": 2 },
    counters: { "connect.again": 0 },
  });
  expect(await retained()).toBe(7);
});

test("--dry-run removes nothing", async () => {
  await killedRun({ nodes: 2 });
  expect((await cleanup("--dry-run")).out).toMatch(/2 nodes have left something; nothing was removed\n$/);
  await sessions().toBe(2);
});

test.each([
  ["--home-prefix ab", /at least three letters/],
  ["--seed -1", /--seed must be/],
  ["--homes 0", /--homes must be/],
])("%s is refused with what to do", async (flags, message) => {
  expect(await cleanup(flags)).toMatchObject({ status: 2, err: expect.stringMatching(message) });
});

test("a broker on another machine needs a yes, and the embedded one makes no sense", async () => {
  const elsewhere = await cleanup("", "mqtts://broker.invalid");
  expect(elsewhere).toMatchObject({ status: 2, err: expect.stringMatching(/add --yes if that is meant/) });
  expect(await cleanup("", "embedded")).toMatchObject({
    status: 2,
    err: expect.stringMatching(/ends with its run/),
  });
});

test("a home prefix tells its seed, and no other name does", () => {
  for (const seed of [0, 1, 35, 36, 123_456, 0xffff_ffff]) {
    expect(seedOfHomePrefix(defaultHomePrefix(seed))).toBe(seed);
  }
  for (const name of ["sim-", "sim-test", "sim-conform", "sim-kitchen", "home", "sim-fault-1"]) {
    expect([name, seedOfHomePrefix(name)]).toEqual([name, undefined]);
  }
});
