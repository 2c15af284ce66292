import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ReadingBatch } from "../src/series/reading-batch.ts";
import type { Reading, SeriesStore } from "../src/series/series-store.ts";
import { SqliteStore } from "../src/series/sqlite-store.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const reading = (timeMs: number): Reading => ({
  homeId: "h",
  nodeId: "n",
  metric: "power",
  value: 1,
  quality: 100,
  timeMs,
});

/** A batch over a real store that can be made to fail. */
async function batch(maxWaiting?: number) {
  const store = new SqliteStore(join(await temporaryDirectory(), "readings.sqlite"));
  onTestFinished(() => store.close());
  const disk = { full: false };
  const writes: number[] = [];
  const failing: SeriesStore = {
    write(readings) {
      writes.push(readings.length);
      return disk.full ? Promise.reject(new Error("database or disk is full")) : store.write(readings);
    },
    history: (range) => store.history(range),
    windows: (range, everyMs) => store.windows(range, everyMs),
    close: () => store.close(),
  };
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const log = capturedLog();
  const readings = new ReadingBatch(failing, clock, log.log, maxWaiting);
  const times = async (): Promise<number[]> => {
    const range = { homeId: "h", nodeId: "n", metric: "power", fromMs: 0, toMs: 1e12 } as const;
    return (await store.history({ ...range, order: "asc", limit: 1e6 })).map(({ timeMs }) => timeMs);
  };
  return { readings, clock, disk, writes, log, times };
}

/** Lets what was started in this turn of the event loop come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("readings are written together, half a second after the first", async () => {
  const { readings, clock, writes, times } = await batch();
  for (let i = 0; i < 700; i++) readings.add(reading(i));
  clock.advance(499);
  expect(writes).toEqual([]);
  clock.advance(1);
  await settle();
  expect(writes).toEqual([700]);
  expect(await times()).toHaveLength(700);
});

test("or at once when there are a thousand", async () => {
  const { readings, clock, writes } = await batch();
  for (let i = 0; i < 2_500; i++) readings.add(reading(i));
  await settle();
  clock.advance(0);
  await settle();
  clock.advance(500);
  await settle();
  expect(writes).toEqual([1_000, 1_000, 500]);
});

test("what cannot be stored waits, in order, and is stored when that works again", async () => {
  const { readings, clock, disk, log, times } = await batch();
  disk.full = true;
  readings.add(reading(1));
  clock.advance(500);
  await settle();
  readings.add(reading(2));
  expect(readings.stats).toMatchObject({ stored: 0, waiting: 2, failures: 1 });
  expect(readings.failing).toBe(true);
  clock.advance(1_000);
  await settle();
  expect(log.lines(50)).toHaveLength(1);

  disk.full = false;
  clock.advance(1_000);
  await settle();
  expect(await times()).toEqual([1, 2]);
  expect(readings.stats).toMatchObject({ stored: 2, waiting: 0, dropped: 0 });
  expect(readings.failing).toBe(false);
});

test("while the store fails the oldest are dropped beyond the bound, and counted", async () => {
  const { readings, clock, disk, times } = await batch(100);
  disk.full = true;
  for (let i = 0; i < 130; i++) readings.add(reading(i));
  expect(readings.stats).toMatchObject({ waiting: 100, dropped: 30 });
  disk.full = false;
  clock.advance(500);
  await settle();
  expect((await times())[0]).toBe(30);
});

test("a flush writes everything now, and does not hang on a store that fails", async () => {
  const { readings, disk } = await batch();
  for (let i = 0; i < 5_000; i++) readings.add(reading(i));
  await readings.flush();
  expect(readings.stats).toMatchObject({ stored: 5_000, waiting: 0 });
  disk.full = true;
  readings.add(reading(9_999));
  await readings.flush();
  expect(readings.stats.waiting).toBe(1);
});
