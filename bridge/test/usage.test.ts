import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TrafficMeter } from "../src/link/traffic.ts";
import { UsageMeter } from "../src/link/usage.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const MINUTE_MS = 60_000;

async function scene({ file = "", start = "2026-11-30T23:50:00Z", allowanceBytes = 2_000 } = {}) {
  const path = file === "" ? join(await temporaryDirectory(), "usage.json") : file;
  const clock = new ManualClock(start);
  const log = capturedLog();
  const traffic = new TrafficMeter();
  const meter = new UsageMeter({ file: path, allowanceBytes, traffic, clock, log: log.log });
  const warnings = (): string[] => log.lines().map(({ msg }) => String(msg));
  return { file: path, clock, traffic, meter, warnings };
}

test("a warning comes at 80 % of the month's allowance, another when it is used up, and each once", async () => {
  const { clock, traffic, meter, warnings } = await scene();
  traffic.lineBytes = 700;
  clock.advance(MINUTE_MS);
  expect(warnings()).toEqual([]);
  traffic.lineBytes = 810;
  clock.advance(2 * MINUTE_MS);
  expect(warnings()).toEqual([expect.stringMatching(/^about 81 % .*an estimate.*larger plan/)]);
  traffic.lineBytes = 1_110;
  clock.advance(2 * MINUTE_MS);
  expect(warnings()).toHaveLength(2);
  expect(meter.usage).toEqual({ month: "2026-11", ownBytes: 1_110, estimatedTotalBytes: 2_220 });
});

test("what comes and goes is counted with TLS, TCP and IP", () => {
  const traffic = new TrafficMeter();
  traffic.received(1_000, true);
  traffic.sent(4, false);
  // A record, and a segment each way for each.
  expect(traffic).toEqual({ bytesIn: 1_000, bytesOut: 4, lineBytes: 1_000 + 29 + 80 + 4 + 80 });
  traffic.connect(false);
  expect(traffic.lineBytes).toBeGreaterThan(1_193);
});

test("a bridge that is started again says at once how it stands", async () => {
  const first = await scene();
  first.traffic.lineBytes = 900;
  first.meter.close();
  expect(first.warnings()).toEqual([]);
  const { warnings } = await scene({ file: first.file });
  expect(warnings()).toEqual([expect.stringMatching(/^about 90 % /)]);
});

test("the count goes on after a restart, and begins anew with the month", async () => {
  const first = await scene();
  first.traffic.lineBytes = 500;
  first.meter.close();
  const second = await scene({ file: first.file });
  second.traffic.lineBytes = 100;
  expect(second.meter.usage.ownBytes).toBe(600);
  second.clock.advance(15 * MINUTE_MS);
  expect(second.meter.usage).toEqual({ month: "2026-12", ownBytes: 0, estimatedTotalBytes: 0 });
  second.traffic.lineBytes = 107;
  second.meter.close();
  expect(JSON.parse(await readFile(first.file, "utf8"))).toEqual({ month: "2026-12", ownBytes: 7 });
});

test.each(["", "{", "[]", '{"month":"2026-11","ownBytes":-1}', "null"])(
  "a damaged file (%s) is no reason to fail",
  async (text) => {
    const { file, meter } = await scene();
    meter.close();
    await writeFile(file, text);
    const again = await scene({ file });
    expect(again.meter.usage.ownBytes).toBe(0);
  },
);

test("a disk that is full is told, and the count goes on in memory", async () => {
  const { clock, traffic, meter, warnings } = await scene({ file: "/dev/null/usage.json" });
  traffic.lineBytes = 5;
  clock.advance(MINUTE_MS);
  expect(warnings()).toEqual(["the month's data usage could not be written"]);
  expect(meter.usage.ownBytes).toBe(5);
});
