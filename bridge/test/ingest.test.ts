import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeadLetters } from "../src/ingest/dead-letters.ts";
import { Ingest, type ResponseMessage } from "../src/ingest/ingest.ts";
import { Journal } from "../src/journal/journal.ts";
import { Drain } from "../src/series/drain.ts";
import { SeriesNames } from "../src/series/series-names.ts";
import { SqliteStore } from "../src/series/sqlite-store.ts";
import { MemoryState } from "../src/state/memory-state.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { birth, HOME, incoming, NODE, power, response, will, wire } from "./support/messages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const address = { homeId: HOME, nodeId: NODE };

/** The pipeline with its real parts, and time that stands still. */
async function pipeline(maxNodes?: number) {
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const log = capturedLog();
  const state = new MemoryState(maxNodes);
  const directory = await temporaryDirectory();
  const series = new SqliteStore(join(directory, "readings.sqlite"));
  onTestFinished(() => series.close());
  const names = new SeriesNames();
  const journal = new Journal({ directory: join(directory, "journal"), names, clock, log: log.log });
  const deadLetters = new DeadLetters(join(directory, "dead-letters"), clock, log.log);
  const parts = { journal, store: series, onRefused: () => undefined, clock, random: () => 0, log: log.log };
  const drain = new Drain(parts);
  onTestFinished(async () => {
    await drain.close();
    journal.close();
  });
  const responses: ResponseMessage[] = [];
  const ingest = new Ingest({
    state,
    journal,
    names,
    deadLetters,
    onResponse: (message) => responses.push(message),
    onLogged: () => drain.notify(),
    clock,
    log: log.log,
  });
  const stored = async () => {
    ingest.endGroup(() => undefined);
    ingest.close();
    await drain.flush();
    const toMs = clock.now() + 86_400_000;
    return series.history({ ...address, metric: "power", fromMs: 0, toMs, order: "asc", limit: 1_000 });
  };
  return { clock, log, state, ingest, responses, stored, directory, now: clock.now() };
}

describe("time of a reading", () => {
  test("is the message's own", async () => {
    const { ingest, stored, now } = await pipeline();
    ingest.accept(incoming(power(1, now - 5_000)));
    expect(await stored()).toEqual([{ timeMs: now - 5_000, value: 1, quality: 100 }]);
  });

  test("is that of arrival when it has none, as the node's clock is not set", async () => {
    const { ingest, stored, now } = await pipeline();
    ingest.accept(incoming(power(1)));
    expect(await stored()).toMatchObject([{ timeMs: now }]);
  });

  test("is that of arrival, and counted, when it lies too far in the future", async () => {
    const { ingest, stored, now } = await pipeline();
    ingest.accept(incoming(power(1, now + 30_000)));
    ingest.accept(incoming(power(2, now + 30_001)));
    expect(await stored()).toMatchObject([
      { timeMs: now, value: 2 },
      { timeMs: now + 30_000, value: 1 },
    ]);
    expect(ingest.stats.fromFuture).toBe(1);
  });
});

test("a message that is delivered twice is stored once", async () => {
  const { ingest, stored, now } = await pipeline();
  ingest.accept(incoming(power(1, now)));
  ingest.accept(incoming(power(1, now)));
  expect(await stored()).toHaveLength(1);
});

test("REQ-006 Invalid message format: malformed messages are counted and logged with topic and raw payload; the next one is taken", async () => {
  const { ingest, log, stored, directory, now } = await pipeline();
  const { topic } = wire(power(1, now));
  const payloads = [
    "{",
    '{"value":1e999,"unit":"W","quality":1}',
    '{"value":1,"unit":"kW","quality":1}',
    "\u001b[2J",
  ];
  for (const payload of payloads)
    ingest.accept({ topic, payload: Buffer.from(payload), retained: false, qos: 0 });
  ingest.accept({ topic: "homesync/a/b/nodes/x", payload: Buffer.from("{}"), retained: false, qos: 0 });
  ingest.accept(incoming(power(7, now)));

  expect(ingest.stats).toMatchObject({ received: 6, malformed: 5 });
  expect(await stored()).toMatchObject([{ value: 7 }]);
  const warnings = log.lines(40);
  expect(warnings).toHaveLength(5);
  expect(warnings[2]).toMatchObject({
    code: "wrong_unit",
    topic: expect.stringContaining(topic),
    raw: expect.stringContaining("kW"),
  });
  expect(log.text()).not.toContain("\u001b");

  const letters = (await readFile(join(directory, "dead-letters", "dead-letters.jsonl"), "utf8"))
    .trim()
    .split("\n");
  expect(letters).toHaveLength(5);
  expect(JSON.parse(letters[2] as string)).toMatchObject({
    kind: "malformed",
    reason: "wrong_unit: unit",
    topic,
    base64: Buffer.from(payloads[2] as string).toString("base64"),
  });
});

test("a flood of malformed messages does not flood the log, and long payloads are cut", async () => {
  const { ingest, log, clock } = await pipeline();
  const payload = Buffer.alloc(60_000, "x");
  const flood = (): void => {
    for (let i = 0; i < 500; i++) ingest.accept({ topic: "homesync/t", payload, retained: false, qos: 0 });
  };
  flood();
  expect(log.lines(40)).toHaveLength(10);
  expect(log.text().length).toBeLessThan(10_000);
  clock.advance(10_000);
  flood();
  expect(log.lines(40)).toHaveLength(21);
  expect(log.lines(40)[10]).toMatchObject({ count: 490 });
  expect(ingest.stats.malformed).toBe(1_000);
});

test("a retained reading is no reading of now", async () => {
  const { ingest, stored, state } = await pipeline();
  ingest.accept(incoming(power(1), true));
  expect(await stored()).toEqual([]);
  expect(await state.homes()).toEqual([]);
  expect(ingest.stats.wronglyRetained).toBe(1);
});

test("the empty message that clears a retained one is not malformed; an empty reading is", async () => {
  const { ingest, now } = await pipeline();
  ingest.accept({ topic: wire(will()).topic, payload: new Uint8Array(), retained: false, qos: 0 });
  expect(ingest.stats.malformed).toBe(0);
  ingest.accept({ topic: wire(power(1, now)).topic, payload: new Uint8Array(), retained: false, qos: 0 });
  expect(ingest.stats.malformed).toBe(1);
});

test("responses reach whoever waits for them, and show that the node lives", async () => {
  const { ingest, responses, state, now } = await pipeline();
  ingest.accept(incoming(response({ request_id: "r-1", status: "success", result: "on" })));
  expect(responses).toMatchObject([{ ...address, payload: { request_id: "r-1" } }]);
  expect((await state.node(address))?.lastSeenMs).toBe(now);
});

test("nodes beyond the bound are turned away, counted and reported once", async () => {
  const { ingest, log, now } = await pipeline(1);
  ingest.accept(incoming(birth(now)));
  for (const nodeId of ["n2", "n3"]) ingest.accept(incoming(power(1, now, { nodeId })));
  expect(ingest.stats.tooManyNodes).toBe(2);
  expect(log.lines(50)).toHaveLength(1);
});
