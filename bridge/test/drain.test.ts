import { expect, onTestFinished, test, vi } from "vitest";
import { Drain, type DrainOptions } from "../src/series/drain.ts";
import { MemoryStore } from "../src/series/memory-store.ts";
import {
  type Reading,
  type RefusedReading,
  type SeriesStore,
  SeriesStoreError,
} from "../src/series/series-store.ts";
import { openJournal } from "./support/opened-journal.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const T = Date.parse("2026-03-01T12:00:00Z");

/** A drain from a real journal into a store that fails, refuses and is small as told. */
async function scene(
  options: DrainOptions & { readonly directory?: string; readonly maxBatch?: number } = {},
) {
  const directory = options.directory ?? (await temporaryDirectory());
  const opened = openJournal(directory);
  const { journal, clock, series, log } = opened;
  const memory = new MemoryStore();
  const writes: number[][] = [];
  const told: RefusedReading[] = [];
  const behaviour: { failure: Error | undefined; refuses: (reading: Reading) => boolean } = {
    failure: undefined,
    refuses: () => false,
  };
  const store: SeriesStore = {
    maxBatch: options.maxBatch ?? 100,
    async write(readings) {
      if (behaviour.failure !== undefined) throw behaviour.failure;
      writes.push(readings.map(({ value }) => value));
      const refused = readings.filter(behaviour.refuses);
      await memory.write(readings.filter((reading) => !refused.includes(reading)));
      return refused.map((reading) => ({ reading: { ...reading }, reason: "no" }));
    },
    history: (range) => memory.history(range),
    windows: (range, everyMs) => memory.windows(range, everyMs),
    close: () => memory.close(),
  };
  const onRefused = (refused: readonly RefusedReading[]) => told.push(...refused);
  const drain = new Drain({ journal, store, onRefused, clock, random: () => 0, log: log.log }, options);
  onTestFinished(() => drain.close());
  let next = 0;
  const add = (count: number): void => {
    for (let index = 0; index < count; index++, next++) journal.addReading(series, T + next, next, 100);
    journal.flush();
    drain.notify();
  };
  return { ...opened, directory, drain, writes, told, behaviour, add };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test("readings are stored in order, in batches, half a second late at most", async () => {
  const { drain, clock, writes, add } = await scene({ maxBatch: 5 });
  add(3);
  expect(clock.delays).toEqual([500]);
  clock.advance(500);
  await vi.waitFor(() => expect(drain.stats.stored).toBe(3));
  for (let count = 0; count < 6; count++) add(2);
  await drain.flush();
  expect(writes.flat()).toEqual(upTo(15));
  expect(Math.max(...writes.map(({ length }) => length))).toBeLessThanOrEqual(5);
});

test("a frame that is longer than a batch is stored in parts", async () => {
  const { drain, writes, add } = await scene({ maxBatch: 10 });
  add(25);
  await drain.flush();
  expect(writes.map(({ length }) => length)).toEqual([10, 10, 5]);
});

test("a store that fails is tried again later and later, then gets everything once; the log tells once", async () => {
  const { drain, clock, journal, writes, behaviour, add, log } = await scene();
  behaviour.failure = new SeriesStoreError("down");
  add(3);
  const waits: number[] = [];
  clock.advance(500);
  for (let attempt = 1; attempt <= 7; attempt++) {
    await vi.waitFor(() => expect(drain.stats.failures).toBe(attempt));
    await vi.waitFor(() => expect(clock.delays).toHaveLength(1));
    waits.push(clock.delays[0] as number);
    if (attempt < 7) clock.advance(clock.delays[0] as number);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(drain.failing).toBe(true);
  expect(log.lines(50)).toHaveLength(1);
  add(2);
  behaviour.failure = undefined;
  clock.advance(30_000);
  await vi.waitFor(() => expect(drain.failing).toBe(false));
  await drain.flush();
  expect(writes.flat()).toEqual(upTo(5));
  expect(journal.stats.waiting).toBe(0);
});

test("a store that says when to come back is left alone until then", async () => {
  const { drain, clock, behaviour, add } = await scene();
  behaviour.failure = new SeriesStoreError("busy", { retryAfterMs: 7_000 });
  add(1);
  await drain.flush();
  expect(clock.delays).toEqual([7_000]);
});

test("what the store refuses is told and counted, and holds up nothing", async () => {
  const { drain, journal, told, behaviour, add } = await scene();
  behaviour.refuses = ({ value }) => value % 3 === 0;
  add(10);
  await drain.flush();
  expect(told.map(({ reading }) => reading.value)).toEqual([0, 3, 6, 9]);
  expect(drain.stats).toMatchObject({ stored: 6, refused: 4 });
  expect(journal.stats.waiting).toBe(0);
});

test("a backlog drains at the rate that is allowed", async () => {
  const { drain, clock, writes, behaviour, add } = await scene({
    maxBatch: 100,
    maxReadingsPerSecond: 1_000,
  });
  behaviour.failure = new Error("down");
  for (let count = 0; count < 5; count++) add(100);
  await drain.flush();
  behaviour.failure = undefined;
  const startMs = clock.now();
  while (drain.stats.stored < 500) {
    await vi.waitFor(() => expect(clock.delays.length).toBeGreaterThan(0));
    clock.advance(clock.delays[0] as number);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(writes.flat()).toEqual(upTo(500));
  // After the wait for the retry, 100 ms for each batch before the last.
  expect(clock.now() - startMs).toBeGreaterThanOrEqual(1_400);
});

test("what was stored before the end is not stored again after it", async () => {
  const first = await scene();
  first.add(10);
  await first.drain.flush();
  first.add(5);
  await first.drain.close();
  first.journal.close();
  const second = await scene({ directory: first.directory });
  await second.drain.flush();
  expect(second.writes.flat()).toEqual([10, 11, 12, 13, 14]);
});
