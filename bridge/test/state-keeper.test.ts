import { join } from "node:path";
import { Secret } from "@homesync/broker/reach";
import { startRedis, withServers } from "@homesync/broker/testing";
import Database from "libsql";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { MemoryState } from "../src/state/memory-state.ts";
import { RedisArchive, type RedisOptions } from "../src/state/redis-archive.ts";
import { SqliteArchive } from "../src/state/sqlite-archive.ts";
import type { StateArchive } from "../src/state/state-archive.ts";
import { StateKeeper } from "../src/state/state-keeper.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { birth, HOME, NODE, power, will } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const T = Date.parse("2026-03-01T12:00:00Z");
const address = { homeId: HOME, nodeId: NODE };
const eventually = { timeout: 15_000, interval: 20 };

/** A state with its keeper, time moved by hand. */
function scene(archive: StateArchive) {
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const log = capturedLog();
  const state = new MemoryState();
  const commits: number[] = [];
  const journal = {
    end: { segment: 1, offset: 16 },
    commitState: ({ offset }: { offset: number }) => commits.push(offset),
  };
  const keeper = new StateKeeper({ state, archive, journal, clock, log: log.log });
  onTestFinished(() => keeper.close());
  const reading = (value: number, timeMs: number, nodeId = NODE): void => {
    state.observeReading({
      homeId: HOME,
      nodeId,
      metric: "power",
      value,
      quality: 100,
      timeMs,
      arrivalMs: timeMs,
    });
  };
  const status = (message: ReturnType<typeof birth>): void => {
    state.observe({
      message: { ...message, timestampMs: undefined } as never,
      timeMs: T,
      arrivalMs: T,
      retained: false,
    });
  };
  return { clock, log, state, keeper, journal, commits, reading, status };
}

const none = async (): Promise<void> => undefined;

/** What every archive must do; `reopen` opens it as the next process would. */
async function survives(reopen: () => StateArchive): Promise<void> {
  const first = scene(reopen());
  await first.keeper.start(none);
  first.status(birth());
  first.reading(125.5, T + 1_000);
  first.reading(7, T, "node-2");
  await first.keeper.save();
  const before = await first.state.nodes(HOME);
  expect(first.keeper.stats).toEqual({ stateOwed: 0, stateFailures: 0 });
  expect(first.commits).toEqual([16]);
  await first.keeper.close();

  const second = scene(reopen());
  await second.keeper.start(none);
  expect(await second.state.nodes(HOME)).toEqual(before);
  await second.state.forget({ homeId: HOME, nodeId: "node-2" });
  second.status(will());
  await second.keeper.close();

  const third = scene(reopen());
  await third.keeper.start(none);
  expect(await third.state.nodes(HOME)).toMatchObject([
    {
      ...address,
      online: false,
      offlineReason: "unexpected_disconnect",
      metrics: { power: { value: 125.5 } },
    },
  ]);
}

test("with SQLite, latest values, status, last seen, relay and firmware survive a restart", async () => {
  const file = join(await temporaryDirectory(), "state.sqlite");
  await survives(() => new SqliteArchive(file));
});

test("what someone else wrote into the archive is left out, and stops nobody", async () => {
  const file = join(await temporaryDirectory(), "state.sqlite");
  await survives(() => new SqliteArchive(file));
  const database = new Database(file);
  for (const text of [
    "{",
    "null",
    '{"v":1}',
    '{"v":2,"homeId":"a","nodeId":"b","firstHeardMs":1,"metrics":{}}',
  ]) {
    database.prepare("INSERT INTO nodes VALUES (?, ?, ?)").run(["h", text, text]);
  }
  database.close();
  const archive = new SqliteArchive(file);
  expect((await archive.load()).map(({ nodeId }) => nodeId)).toEqual([NODE]);
  await archive.close();
});

test("what was heard before an archive could be read is newer than what is in it", async () => {
  const file = join(await temporaryDirectory(), "state.sqlite");
  const first = scene(new SqliteArchive(file));
  await first.keeper.start(none);
  first.status(birth());
  first.reading(1, T);
  await first.keeper.close();

  const archive = new SqliteArchive(file);
  let isDown = true;
  const second = scene({
    load: () => (isDown ? Promise.reject(new Error("down")) : archive.load()),
    save: (states) => archive.save(states),
    remove: (nodes) => archive.remove(nodes),
    close: () => archive.close(),
  });
  await second.keeper.start(none);
  second.reading(2, T + 5_000);
  isDown = false;
  second.clock.advance(2_000);
  await vi.waitFor(() => expect(second.keeper.failing).toBe(false), eventually);
  expect(await second.state.node(address)).toMatchObject({
    online: true,
    lastSeenMs: T + 5_000,
    metrics: { power: { value: 2 } },
  });
});

describe("an archive that is down", () => {
  test("is owed nodes, not messages, and gets the latest of each when it is back", async () => {
    const saved: string[] = [];
    let isDown = true;
    const { keeper, reading, clock, commits, log } = scene({
      load: async () => [],
      save: async (states) => {
        if (isDown) throw new Error("out of reach");
        for (const { nodeId, metrics } of states) saved.push(`${nodeId} ${metrics.power?.value}`);
      },
      remove: none,
      close: none,
    });
    await keeper.start(none);
    for (let round = 1; round <= 500; round++) {
      for (const node of ["a", "b", "c"]) reading(round, T + round, node);
      await keeper.save();
    }
    expect(keeper.stats).toEqual({ stateOwed: 3, stateFailures: 500 });
    expect(commits).toEqual([]);
    expect(log.lines(50)).toHaveLength(1);
    isDown = false;
    await keeper.save();
    expect(saved).toEqual(["a 500", "b 500", "c 500"]);
    expect(commits).toEqual([16]);
    expect(clock.delays).toHaveLength(1);
  });
});

withServers("with a real Redis", () => {
  const archive = (url: string): RedisArchive => new RedisArchive({ url }, capturedLog().log);

  test("REQ-007: latest values, status, last seen, relay and firmware survive a restart", async () => {
    const redis = await startRedis();
    await survives(() => archive(redis.url));
  });

  test("a Redis that stops and comes back has everything again, its data lost or not", async () => {
    const redis = await startRedis();
    const { keeper, reading, state } = scene(archive(redis.url));
    await keeper.start(none);
    reading(1, T);
    await keeper.save();
    await redis.stop();
    reading(2, T + 1);
    await keeper.save();
    expect(keeper.failing).toBe(true);
    expect(keeper.stats.stateOwed).toBe(1);
    await redis.startAgain();
    await vi.waitFor(async () => {
      await keeper.save();
      expect(keeper.failing).toBe(false);
    }, eventually);
    const other = scene(archive(redis.url));
    await other.keeper.start(none);
    expect(await other.state.nodes(HOME)).toEqual(await state.nodes(HOME));
  });

  test("a whole bridge starts without its Redis, and keeps state in it once it is there", async () => {
    const redis = await startRedis();
    await redis.stop();
    const { bridge } = await runningBridge({ state: { kind: "redis", url: redis.url, prefix: "test" } });
    const node = await PlayedNode.connect(bridge.brokerUrl);
    await node.say(power(42));
    await redis.startAgain();
    await vi.waitFor(() => expect(bridge.stats().stateOwed).toBe(0), eventually);
    const reader = new RedisArchive({ url: redis.url, prefix: "test" }, capturedLog().log);
    onTestFinished(() => reader.close());
    expect(await reader.load()).toMatchObject([
      { ...address, online: true, metrics: { power: { value: 42 } } },
    ]);
  });
});

test.each<[RedisOptions, RegExp]>([
  [{ url: "http://127.0.0.1" }, /redis:\/\//],
  [{ url: "redis://:secret@127.0.0.1" }, /no credentials/],
  [{ url: "redis://cache.example:6379", password: new Secret("hunter2") }, /unencrypted/],
])("a Redis that is unsafe or wrong is refused: %j", (options, message) => {
  expect(() => new RedisArchive(options, capturedLog().log)).toThrow(message);
});

test("a bridge that is started again knows its nodes before any of them speaks", async () => {
  const dataDirectory = await temporaryDirectory();
  const first = await runningBridge({ dataDirectory });
  const node = await PlayedNode.connect(first.bridge.brokerUrl);
  await node.say(power(7));
  await vi.waitFor(() => expect(first.bridge.stats().received).toBe(2), eventually);
  await first.bridge.close();
  const second = await runningBridge({ dataDirectory });
  const answer = await second.ask(`/api/v1/homes/${HOME}/nodes/${NODE}`);
  expect(answer.body).toMatchObject({ metrics: { power: { value: 7 } } });
});
