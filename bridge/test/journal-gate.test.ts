import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeadLetters } from "../src/ingest/dead-letters.ts";
import { JournalGate } from "../src/ingest/journal-gate.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { contentOf, openJournal } from "./support/opened-journal.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** The gate before a real journal, on a disk that can be full. */
async function gate(maxHeldBytes?: number) {
  const opened = openJournal(await temporaryDirectory(), { maxHeldBytes });
  const { journal, series, clock } = opened;
  let logged = 0;
  const subject = new JournalGate({ journal, clock, onLogged: () => (logged += 1) });
  const add = (value: number, qos: 0 | 1): void => {
    if (qos > 0) subject.owe();
    subject.addReading({ series, value, quality: 100, timeMs: clock.now() }, clock.now(), qos);
  };
  const acknowledged: string[] = [];
  const end = (name: string): boolean => subject.endGroup(() => acknowledged.push(name));
  return { ...opened, subject, add, end, acknowledged, logged: () => logged };
}

/** Makes writes fail as on a full disk, until it is called with true. */
function room(isThere: boolean): void {
  const limit = isThere ? "unlimited" : "0";
  execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${limit}:unlimited`]);
}

test("what is owed an acknowledgement is written at once, the rest with what comes soon", async () => {
  const { journal, clock, add, end, acknowledged } = await gate();
  add(1, 0);
  end("QoS 0");
  expect(contentOf(journal).values).toEqual([]);
  add(2, 1);
  end("QoS 1");
  expect(contentOf(journal).values).toEqual([1, 2]);
  expect(acknowledged).toEqual(["QoS 0", "QoS 1"]);
  add(3, 0);
  end("later");
  clock.advance(20);
  expect(contentOf(journal).values).toEqual([1, 2, 3]);
});

describe("while the disk is full", () => {
  test("nothing of QoS 1 is acknowledged, then all of it, in order", async () => {
    const { journal, clock, add, end, acknowledged, logged } = await gate();
    room(false);
    onTestFinished(() => room(true));
    add(1, 1);
    expect(end("first")).toBe(true);
    add(2, 1);
    expect(end("second")).toBe(true);
    clock.advance(5_000);
    expect(acknowledged).toEqual([]);
    room(true);
    clock.advance(1_000);
    expect(acknowledged).toEqual(["first", "second"]);
    expect(contentOf(journal).values).toEqual([1, 2]);
    expect(logged()).toBe(1);
  });

  test("REQ-004 Message queuing: readings of QoS 0 that waited too long are dropped, a series at a time, and counted", async () => {
    const { journal, names, subject, clock, add, end } = await gate();
    room(false);
    onTestFinished(() => room(true));
    add(0, 1);
    end("owed");
    add(1, 0);
    end("old");
    clock.advance(61_000);
    add(2, 0);
    const other = names.of("home-1", "node-2", "power");
    // Its time is old, as it comes from the node's own buffer; it has not waited here.
    const late = { series: other, value: 3, quality: 100, timeMs: clock.now() - 3_600_000 };
    subject.addReading(late, clock.now(), 0);
    end("fresh");
    room(true);
    clock.advance(1_000);
    expect(contentOf(journal).values).toEqual([0, 2, 3]);
    expect(subject.outdated).toBe(1);
  });

  test("what goes beyond the bound is not taken: the sender must keep it", async () => {
    const { add, end, acknowledged, clock } = await gate(100);
    room(false);
    onTestFinished(() => room(true));
    for (let value = 0; value < 10; value++) add(value, 1);
    expect(end("taken")).toBe(true);
    add(10, 1);
    expect(end("refused")).toBe(false);
    room(true);
    clock.advance(1_000);
    expect(acknowledged).toEqual(["taken"]);
    add(11, 1);
    expect(end("again")).toBe(true);
  });
});

test("dead letters are bounded: in size, in number of files, and in how many a moment brings", async () => {
  const directory = await temporaryDirectory();
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const letters = new DeadLetters(directory, clock, capturedLog().log, { maxFileBytes: 20_000, maxFiles: 3 });
  const add = (): void =>
    letters.add({
      kind: "malformed",
      reason: "bad_json",
      topic: "t".repeat(60_000),
      payload: Buffer.alloc(60_000),
    });
  for (let count = 0; count < 1_005; count++) add();
  expect(letters.notWritten).toBe(5);
  const files = readdirSync(directory).sort();
  expect(files).toEqual(["dead-letters.jsonl", "dead-letters.jsonl.1", "dead-letters.jsonl.2"]);
  for (const file of files) {
    const text = readFileSync(join(directory, file), "utf8");
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(JSON.parse(text.split("\n")[0] as string)).toMatchObject({ bytes: 60_000, cut: true });
  }
  clock.advance(10_000);
  add();
  expect(letters.notWritten).toBe(5);
});
