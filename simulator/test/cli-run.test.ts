import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RunningBroker } from "./brokers/broker-kind.ts";
import { BROKER_KINDS } from "./brokers/broker-kinds.ts";
import { ScriptedBroker } from "./brokers/scripted.ts";
import { payloadsOn, type Seen, Watcher } from "./brokers/watcher.ts";
import { SimProcess } from "./cli/sim-process.ts";

vi.setConfig({ testTimeout: 60_000 });

const NODES = 20;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** `homesync-sim run` in a process of its own, which ends with the test. */
function start(...args: string[]): SimProcess {
  const run = new SimProcess("run", ...args);
  cleanups.push(() => run.kill());
  return run;
}

const births = (seen: readonly Seen[]): number =>
  payloadsOn(seen, "/status/online").filter(({ online }) => online === true).length;
const absences = (seen: readonly Seen[], reason: string): number =>
  payloadsOn(seen, "/status/online").filter((payload) => payload["reason"] === reason).length;

describe.each(BROKER_KINDS)("homesync-sim run on $name", (kind) => {
  let broker: RunningBroker;
  let watcher: Watcher;
  beforeEach(async () => {
    broker = await kind.start();
    cleanups.push(() => broker.close());
    watcher = await Watcher.open(broker.url);
    cleanups.push(() => watcher.close());
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends it in order, with a summary and status 0",
    async (signal) => {
      const run = start("-n", String(NODES), "--broker", broker.url, "--json", "--seed", "5");
      await watcher.until("all births", (seen) => births(seen) >= NODES);
      run.signal(signal);
      const { status, out } = await run.ended();
      expect(status).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        endedBy: "user",
        fleet: { seed: 5, nodes: NODES, endedInOrder: NODES, purged: NODES },
      });
      await watcher.settle();
      expect(absences(watcher.seen, "shutdown")).toBe(NODES);
      expect(absences(watcher.seen, "unexpected_disconnect")).toBe(0);
    },
  );

  test("kill -9 makes the broker publish the will of every node", async () => {
    const run = start("-n", String(NODES), "--broker", broker.url);
    await watcher.until("all births", (seen) => births(seen) >= NODES);
    run.signal("SIGKILL");
    await run.ended();
    await watcher.until("all wills", (seen) => absences(seen, "unexpected_disconnect") >= NODES);
    const wills = watcher.seen.filter(({ payload }) => payload.includes("unexpected_disconnect"));
    expect(new Set(wills.map(({ topic }) => topic)).size).toBe(NODES);
    // The will is exactly this (REQ-008).
    for (const { payload, qos } of wills) {
      expect(payload.toString()).toBe('{"online":false,"reason":"unexpected_disconnect"}');
      expect(qos).toBe(1);
    }
    // It is retained, for those who come later.
    const late = await Watcher.open(broker.url, "homesync/+/nodes/+/status/online");
    cleanups.push(() => late.close());
    await late.until("retained wills", (seen) => seen.filter(({ retain }) => retain).length >= NODES);
  });

  test("a second run with the same seed takes over what a killed one left, and removes it", async () => {
    const first = start("-n", "3", "--broker", broker.url, "--seed", "11");
    await watcher.until("three births", (seen) => births(seen) >= 3);
    first.signal("SIGKILL");
    await first.ended();
    const second = start("-n", "3", "--broker", broker.url, "--seed", "11", "-d", "0.5");
    expect((await second.ended()).status).toBe(0);
    const late = await Watcher.open(broker.url);
    cleanups.push(() => late.close());
    await late.settle();
    expect(late.seen).toEqual([]);
  });
});

test("without a screen, progress comes as plain lines; the summary goes to stdout alone", async () => {
  const run = start("-n", "3", "-d", "5.5", "-i", "1");
  const { status, out } = await run.ended();
  expect(status).toBe(0);
  expect(out).toMatch(/3 nodes, homes sim-[a-z0-9]+-\.\.\., seed \d+; ended because its time was over\n/);
  expect(out).toMatch(/ended {8}3 of 3 nodes in order\n {2}left {9}nothing on the broker\n$/);
  const progress = run.lines.find((line) => line.includes("connected"));
  expect(progress).toMatch(/^5 s · 3\/3 connected · \d+ msg\/s · [\d.]+ kB\/s · 0 commands$/);
});

test("a second Ctrl-C ends at once, with status 130", async () => {
  // A broker that says nothing after CONNACK lets no planned absence be acknowledged.
  const silent = new ScriptedBroker();
  const port = await silent.listen();
  cleanups.push(() => silent.close());
  const probe = silent.client();
  const run = start("-n", "1", "--broker", `mqtt://127.0.0.1:${port}`);
  const probed = await probe;
  const node = silent.client();
  await probed.accept();
  await (await node).accept();
  run.signal("SIGINT");
  await expect
    .poll(() => run.lines.some((line) => line.startsWith("ending")), { timeout: 10_000 })
    .toBe(true);
  run.signal("SIGINT");
  expect((await run.ended()).status).toBe(130);
});
