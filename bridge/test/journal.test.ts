import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentOf, openJournal } from "./support/opened-journal.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const T = Date.parse("2026-03-01T12:00:00Z");

const segmentsOf = (directory: string): string[] =>
  readdirSync(join(directory, "journal"))
    .filter((name) => name.endsWith(".log"))
    .map((name) => join(directory, "journal", name));

/** Fills a journal with the readings 0 ... count-1, one a frame. */
function fill({ journal, series }: ReturnType<typeof openJournal>, count: number, from = 0): void {
  for (let value = from; value < from + count; value++) {
    journal.addReading(series, T + value, value, 100);
    if (!journal.flush()) throw new Error("the journal could not be written");
  }
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

test("what was flushed is there after a restart, in order, with its names and times", async () => {
  const directory = await temporaryDirectory();
  const first = openJournal(directory);
  const other = first.names.of("home-2", "node_2", "power_factor");
  first.journal.addReading(first.series, T, 125.5, 99);
  first.journal.addReading(other, T + 1, 0.93, 100);
  first.journal.addMessage("homesync/home-1/nodes/node-1/status/rssi", Buffer.from("payload"), true);
  expect(first.journal.flush()).toBe(true);
  first.journal.close();

  const { journal } = openJournal(directory);
  const seen: unknown[] = [];
  journal.reader(journal.cursors.series).read(
    {
      reading: (series, timeMs, value, quality, arrivalMs) =>
        seen.push([{ ...series }, timeMs, value, quality, arrivalMs]),
      message: (topic, payload, retained) => seen.push([topic, Buffer.from(payload).toString(), retained]),
    },
    Number.POSITIVE_INFINITY,
  );
  expect(seen).toEqual([
    [{ homeId: "home-1", nodeId: "node-1", metric: "power" }, T, 125.5, 99, T],
    [{ homeId: "home-2", nodeId: "node_2", metric: "power_factor" }, T + 1, 0.93, 100, T],
    ["homesync/home-1/nodes/node-1/status/rssi", "payload", true],
  ]);
  expect(journal.stats.waiting).toBe(2);
});

test("what was committed is not read again, and its files go", async () => {
  const directory = await temporaryDirectory();
  const first = openJournal(directory, { segmentBytes: 500 });
  fill(first, 30);
  expect(segmentsOf(directory).length).toBeGreaterThan(2);
  const reader = first.journal.reader(first.journal.cursors.series);
  reader.read({}, 20);
  first.journal.commitSeries(reader.position, 20);
  first.journal.commitState(first.journal.end);
  const left = segmentsOf(directory).length;
  expect(left).toBeLessThan(4);
  reader.close();
  first.journal.close();

  const second = openJournal(directory, { segmentBytes: 500 });
  expect(second.journal.stats.waiting).toBe(10);
  expect(contentOf(second.journal).values).toEqual(upTo(10, 20));
  fill(second, 5, 30);
  expect(contentOf(second.journal).values).toEqual(upTo(15, 20));
});

test("a reader goes on with what is written while it reads, over the ends of files", async () => {
  const opened = openJournal(await temporaryDirectory(), { segmentBytes: 300 });
  const values: number[] = [];
  const reader = opened.journal.reader(opened.journal.cursors.series);
  for (let round = 0; round < 20; round++) {
    fill(opened, 3, round * 3);
    reader.read({ reading: (_series, _timeMs, value) => values.push(value) }, 1_000);
  }
  reader.close();
  expect(values).toEqual(upTo(60));
});

describe("after a crash", () => {
  test("whatever part of the last write is there: all before it is kept, and the next write is read", async () => {
    const directory = await temporaryDirectory();
    const first = openJournal(directory);
    fill(first, 3);
    first.journal.close();
    const file = segmentsOf(directory)[0] as string;
    const whole = readFileSync(file);
    const twoFrames = whole.length - (whole.length - 16) / 3;
    // The frames differ in size: the first one names the series.
    const sizes = [...upTo(whole.length - 17, 16)];
    for (const size of sizes) {
      writeFileSync(file, whole);
      truncateSync(file, size);
      const opened = openJournal(directory);
      const { values } = contentOf(opened.journal);
      expect(values).toEqual(upTo(values.length));
      expect(values.length).toBeLessThan(3);
      if (size > twoFrames + 20) expect(values.length).toBeGreaterThan(0);
      fill(opened, 1, 100);
      expect(contentOf(opened.journal).values.at(-1)).toBe(100);
      opened.journal.close();
      for (const name of segmentsOf(directory)) if (name !== file) truncateSync(name, 0);
    }
  });

  test("bytes that are no frame are cut off, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (garbage) => {
        const directory = await temporaryDirectory();
        const first = openJournal(directory);
        fill(first, 5);
        first.journal.close();
        const file = segmentsOf(directory)[0] as string;
        const { size } = statSync(file);
        appendFileSync(file, garbage);
        const second = openJournal(directory);
        expect(contentOf(second.journal).values).toEqual(upTo(5));
        expect(statSync(file).size).toBe(size);
        expect(second.log.text()).toContain("cut by a crash");
        second.journal.close();
      }),
      { numRuns: 50 },
    );
  });

  test("a damaged file costs its rest, not the files after it", async () => {
    const directory = await temporaryDirectory();
    const first = openJournal(directory, { segmentBytes: 300 });
    fill(first, 20);
    first.journal.close();
    const file = segmentsOf(directory)[1] as string;
    const bytes = readFileSync(file);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 0xff;
    writeFileSync(file, bytes);
    const second = openJournal(directory);
    expect(contentOf(second.journal).values).toHaveLength(19);
    expect(second.log.text()).toContain("damaged here");
  });

  test("the position survives a write of it that was cut", async () => {
    const directory = await temporaryDirectory();
    const first = openJournal(directory);
    fill(first, 4);
    const reader = first.journal.reader(first.journal.cursors.series);
    for (let count = 0; count < 2; count++) {
      reader.read({}, 1);
      first.journal.commitSeries(reader.position, 1);
    }
    reader.close();
    first.journal.close();
    const file = join(directory, "journal", "cursors");
    const bytes = readFileSync(file);
    // The second slot to be written is the first of the file.
    bytes.fill(0xff, 0, 20);
    writeFileSync(file, bytes);
    // The one before it counts: one reading is stored twice, which overwrites itself.
    expect(contentOf(openJournal(directory).journal).values).toEqual([1, 2, 3]);
  });
});

describe("its format", () => {
  test("a file of a later version is refused, not misread", async () => {
    const directory = await temporaryDirectory();
    const first = openJournal(directory);
    fill(first, 1);
    first.journal.close();
    const file = segmentsOf(directory)[0] as string;
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(99, 8);
    writeFileSync(file, bytes);
    expect(() => openJournal(directory)).toThrow(/later version of homesync-bridge \(format 99\)/);
  });

  test("a file that is none of the log's is refused", async () => {
    const directory = await temporaryDirectory();
    openJournal(directory).journal.close();
    writeFileSync(join(directory, "journal", "0000000007.log"), "x".repeat(100));
    expect(() => openJournal(directory)).toThrow(/no part of the durable log: move it away/);
  });
});

describe("when it is full", () => {
  const topic = (name: string): string => `homesync/home-1/nodes/node-1/status/${name}`;

  test("the oldest readings are dropped and counted; status that is not in the state yet never is", async () => {
    const directory = await temporaryDirectory();
    const opened = openJournal(directory, { segmentBytes: 1_000, maxBytes: 4_000 });
    const { journal } = opened;
    for (let round = 0; round < 40; round++) {
      fill(opened, 10, round * 10);
      journal.addMessage(topic("online"), Buffer.from(`online ${round}`), false);
      journal.addMessage(topic("relay"), Buffer.from(`relay ${round}`), false);
      journal.flush();
    }
    const { droppedFull, journalBytes, waiting } = journal.stats;
    const { values, messages } = contentOf(journal, journal.cursors.state);
    expect(journalBytes).toBeLessThan(6_000);
    expect(droppedFull).toBeGreaterThan(100);
    expect(values).toEqual(upTo(400 - droppedFull, droppedFull));
    expect(waiting).toBe(values.length);
    // The latest of each topic, and none older after a newer one.
    expect(messages.slice(-2)).toEqual(["online 39", "relay 39"]);
    const rounds = messages.filter((text) => text.startsWith("online")).map((text) => Number(text.slice(7)));
    expect(rounds).toEqual([...rounds].sort((a, b) => a - b));
    expect(opened.log.text()).toContain("the oldest readings are dropped");
    journal.close();
    const again = openJournal(directory, { segmentBytes: 1_000, maxBytes: 4_000 });
    expect(contentOf(again.journal).values).toEqual(values);
  });

  test("a node's last status survives although it is older than everything else in the log", async () => {
    const opened = openJournal(await temporaryDirectory(), { segmentBytes: 1_000, maxBytes: 4_000 });
    opened.journal.addMessage(topic("relay"), Buffer.from("the only one"), false);
    opened.journal.flush();
    fill(opened, 500);
    expect(contentOf(opened.journal, opened.journal.cursors.state).messages).toEqual(["the only one"]);
    opened.journal.commitState(opened.journal.end);
    fill(opened, 200, 500);
    expect(contentOf(opened.journal, { segment: 1, offset: 16 }).messages).toEqual([]);
  });
});

test("with fsync, the disk is told to keep what was written, a batch at a time", async () => {
  const opened = openJournal(await temporaryDirectory(), { fsync: "batch", fsyncIntervalMs: 50 });
  fill(opened, 10);
  expect(opened.clock.delays).toEqual([50]);
  opened.clock.advance(50);
  fill(opened, 1, 10);
  expect(opened.clock.delays).toEqual([50]);
});

test("a disk that is full is no loss: what could not be written is written when there is room", async () => {
  const directory = await temporaryDirectory();
  const opened = openJournal(directory);
  fill(opened, 3);
  limitFileSize(`${statSync(segmentsOf(directory)[0] as string).size + 10}`);
  try {
    opened.journal.addReading(opened.series, T + 3, 3, 100);
    expect(opened.journal.flush()).toBe(false);
    opened.journal.addReading(opened.series, T + 4, 4, 100);
    expect(opened.journal.flush()).toBe(false);
    expect(opened.journal.failing).toBe(true);
    expect(contentOf(opened.journal).values).toEqual(upTo(3));
  } finally {
    limitFileSize("unlimited");
  }
  expect(opened.journal.flush()).toBe(true);
  expect(opened.journal.failing).toBe(false);
  expect(contentOf(opened.journal).values).toEqual(upTo(5));
});

/** Makes writes beyond this size of a file fail, as on a full disk (setrlimit(2), RLIMIT_FSIZE; Node ignores SIGXFSZ). */
function limitFileSize(bytes: string): void {
  execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${bytes}:unlimited`]);
}
