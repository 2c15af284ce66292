import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { MemoryStore } from "../src/series/memory-store.ts";
import { type Series, SeriesNames } from "../src/series/series-names.ts";
import type { Reading, SeriesRange } from "../src/series/series-store.ts";
import { MIGRATIONS } from "../src/series/sqlite-schema.ts";
import { SqliteStore } from "../src/series/sqlite-store.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const T = Date.parse("2026-03-01T12:00:00Z");

const names = new SeriesNames();

function reading(timeMs: number, value: number, more: Partial<Series & { quality: number }> = {}): Reading {
  const { homeId = "home-1", nodeId = "node-1", metric = "power", quality = 100 } = more;
  return { series: names.of(homeId, nodeId, metric), quality, timeMs, value };
}

const all: SeriesRange = {
  homeId: "home-1",
  nodeId: "node-1",
  metric: "power",
  fromMs: 0,
  toMs: 1e13,
  order: "asc",
  limit: 1_000,
};

const newFile = async (): Promise<string> => join(await temporaryDirectory(), "readings.sqlite");

function open(file: string): SqliteStore {
  const store = new SqliteStore(file);
  onTestFinished(() => store.close());
  return store;
}

test("what was written is read back exactly, a series at a time", async () => {
  const store = open(await newFile());
  await store.write([
    reading(T, 125.5, { quality: 99 }),
    reading(T + 1, 0.1),
    reading(T, 230, { metric: "voltage" }),
    reading(T, 7, { nodeId: "node-2" }),
    reading(T, 8, { homeId: "home-2" }),
  ]);
  expect(await store.history(all)).toEqual([
    { timeMs: T, value: 125.5, quality: 99 },
    { timeMs: T + 1, value: 0.1, quality: 100 },
  ]);
  expect(await store.history({ ...all, metric: "frequency" })).toEqual([]);
});

test("one series has one reading a millisecond: a later write replaces it", async () => {
  const store = open(await newFile());
  await store.write([reading(T, 1), reading(T, 2)]);
  await store.write([reading(T, 3)]);
  expect(await store.history(all)).toMatchObject([{ value: 3 }]);
});

test("a range includes its start and excludes its end; order and limit are kept", async () => {
  const store = open(await newFile());
  await store.write([1, 2, 3, 4, 5].map((i) => reading(T + i, i)));
  const values = async (range: Partial<SeriesRange>): Promise<number[]> =>
    (await store.history({ ...all, ...range })).map(({ value }) => value);
  expect(await values({ fromMs: T + 2, toMs: T + 4 })).toEqual([2, 3]);
  expect(await values({ order: "desc", limit: 2 })).toEqual([5, 4]);
});

test("windows carry count, mean, min and max of their readings", async () => {
  const store = open(await newFile());
  await store.write([reading(T, 10), reading(T + 59_999, 30), reading(T + 60_000, 5)]);
  expect(await store.windows(all, 60_000)).toEqual([
    { timeMs: T, count: 2, mean: 20, min: 10, max: 30 },
    { timeMs: T + 60_000, count: 1, mean: 5, min: 5, max: 5 },
  ]);
});

test("a batch is stored whole or not at all, and the store goes on", async () => {
  const store = open(await newFile());
  await expect(store.write([reading(T, 1), reading(T + 1, Number.NaN)])).rejects.toThrow();
  expect(await store.history(all)).toEqual([]);
  await store.write([reading(T, 1)]);
  expect(await store.history(all)).toHaveLength(1);
});

test("it is all there after closing and opening again", async () => {
  const file = await newFile();
  const first = new SqliteStore(file);
  await first.write([reading(T, 1)]);
  await first.close();
  const second = open(file);
  await second.write([reading(T + 1, 2)]);
  expect(await second.history(all)).toHaveLength(2);
});

test("another process reads the view power_readings while the store is open", async () => {
  const file = await newFile();
  const store = open(file);
  await store.write([reading(T, 125.5, { quality: 99 })]);
  const script = `
    const Database = require(${JSON.stringify(createRequire(import.meta.url).resolve("libsql"))});
    const database = new Database(process.argv[1]);
    const row = database.prepare("SELECT home_id, node_id, metric, value, quality, time FROM power_readings").raw().get([]);
    process.stdout.write(JSON.stringify(row));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, file]);
  expect(JSON.parse(stdout)).toEqual(["home-1", "node-1", "power", 125.5, 99, T]);
});

test("two bridges may open a new file at the same time", async () => {
  const file = await newFile();
  const stores = [open(file), open(file)];
  await Promise.all(stores.map((store, index) => store.write([reading(T + index, index)])));
  expect(await open(file).history(all)).toHaveLength(2);
});

test("a database of a later version is left alone", async () => {
  const file = await newFile();
  const database = new Database(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(() => new SqliteStore(file)).toThrow(/later version/);
});

test("a file that is no database says what to do", async () => {
  const file = await newFile();
  await writeFile(file, "this is a text and no database at all, however long it may be".repeat(100));
  expect(() => new SqliteStore(file)).toThrow(/cannot be opened .*move it away/s);
});

test("old readings become windows, late ones are added to theirs, and old windows go", async () => {
  const DAY_MS = 86_400_000;
  const file = await newFile();
  const store = new SqliteStore(file, { rawDays: 10, windowDays: 100 });
  onTestFinished(() => store.close());
  const old = T - 20 * DAY_MS;
  await store.write([reading(old, 10), reading(old + 60_000, 20), reading(old + 900_000, 7), reading(T, 5)]);
  await store.maintain(T);
  expect(await store.history(all)).toEqual([
    { timeMs: old, value: 15, quality: 100 },
    { timeMs: old + 900_000, value: 7, quality: 100 },
    { timeMs: T, value: 5, quality: 100 },
  ]);
  await store.write([reading(old + 1_000, 60)]);
  await store.maintain(T);
  const windows = { timeMs: old, count: 4, mean: 24.25, min: 7, max: 60 };
  expect(await store.windows({ ...all, toMs: T }, 3_600_000)).toEqual([windows]);
  await store.maintain(T + 90 * DAY_MS);
  expect(await store.history(all)).toEqual([{ timeMs: T, value: 5, quality: 100 }]);
});

test("a database of the first version is brought up to date with all that it holds", async () => {
  const file = await newFile();
  const first = new Database(file);
  for (const step of MIGRATIONS.slice(0, 1)) first.exec(step);
  first.exec("PRAGMA user_version = 1");
  first.exec("INSERT INTO series VALUES (1, 'home-1', 'node-1', 'power')");
  first.exec(`INSERT INTO readings VALUES (1, ${T}, 42.5, 100)`);
  first.close();
  const store = open(file);
  expect(await store.history(all)).toEqual([{ timeMs: T, value: 42.5, quality: 100 }]);
  await store.maintain(T);
});

test("the store in memory answers as the one on disk does", async () => {
  const stores = [open(await newFile()), new MemoryStore()];
  const written = [reading(T, 1), reading(T + 2_000, 3), reading(T + 1_000, 2), reading(T + 1_000, 4)];
  const answers = stores.map(async (store) => {
    await store.write(written);
    return {
      asc: await store.history(all),
      desc: await store.history({ ...all, order: "desc", limit: 2 }),
      none: await store.history({ ...all, metric: "voltage" }),
      windows: await store.windows(all, 2_000),
    };
  });
  const [disk, memory] = await Promise.all(answers);
  expect(memory).toEqual(disk);
  expect(memory?.windows).toEqual([
    { timeMs: T, count: 2, mean: 2.5, min: 1, max: 4 },
    { timeMs: T + 2_000, count: 1, mean: 3, min: 3, max: 3 },
  ]);
});
