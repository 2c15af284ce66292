import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { freePort, withServers } from "@homesync/broker/testing";
import { decode, METRIC_NAMES } from "@homesync/protocol";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { lineWriter } from "../src/backfill/format.ts";
import { type HistoryOptions, writeHistory } from "../src/backfill/history.ts";
import { parseReading, TimestampReader } from "../src/backfill/reading-parser.ts";
import { main } from "../src/cli/program.ts";
import type { Terminal } from "../src/cli/terminal.ts";

const FROM = Date.UTC(2026, 0, 1);
const OPTIONS: HistoryOptions = {
  nodes: 4,
  homes: 2,
  homePrefix: "sim-test",
  intervalS: 10,
  seed: 3,
  fromMs: FROM,
  toMs: FROM + 600_000,
  format: "line",
};

async function history(options: Partial<HistoryOptions> = {}): Promise<string> {
  let text = "";
  const sink = {
    write: async (lines: Buffer) => {
      text += lines.toString();
    },
    close: () => Promise.resolve(),
  };
  await writeHistory({ ...OPTIONS, ...options }, sink);
  return text;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-history-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a command line; what it streams and says. */
async function run(line: string, env: Record<string, string> = {}) {
  const result = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      result.out += text;
    },
    stream: async (bytes) => {
      result.out += Buffer.from(bytes).toString();
    },
    err: (text) => {
      result.err += text;
    },
    async *lines() {
      // Nobody types.
    },
    outIsScreen: false,
    screen: undefined,
    errIsScreen: false,
    columns: 100,
    ask: undefined,
    env,
    onInterrupt: () => () => undefined,
  };
  const status = await main(line.split(" "), terminal, "1.2.3");
  return { status, ...result };
}

test("ten minutes of four nodes at ten seconds: every metric of each, in line protocol", async () => {
  const lines = (await history()).trimEnd().split("\n");
  const form =
    /^power_readings,home_id=(sim-test-000[12]),metric=(\w+),node_id=(node-00[12]) value=(-?[\d.]+),quality=(\d+) (\d{13})$/;
  const series = new Map<string, number[]>();
  for (const line of lines) {
    const match = form.exec(line);
    expect(match, line).not.toBeNull();
    const [, home, metric, node, , , time] = match as RegExpExecArray;
    const key = `${home} ${node} ${metric}`;
    series.set(key, [...(series.get(key) ?? []), Number(time)]);
  }
  expect(series.size).toBe(4 * METRIC_NAMES.length);
  for (const [key, times] of series) {
    expect(times.length, key).toBeGreaterThanOrEqual(59);
    const steps = times.slice(1).map((time, index) => time - (times[index] as number));
    // Sooner than the heartbeat only where a value left its deadband, and never twice within five seconds.
    expect(Math.max(...steps), key).toBeLessThanOrEqual(10_010);
    expect(Math.min(...steps), key).toBeGreaterThan(4000);
    expect(times.every((time) => time >= FROM && time < OPTIONS.toMs)).toBe(true);
  }
});

test("the same options give the same bytes, another seed others", async () => {
  const first = await history();
  expect(await history()).toBe(first);
  expect(await history({ seed: 4 })).not.toBe(first);
  expect(await history({ everySample: true })).not.toBe("");
});

test("JSON lines hold the same readings, with their units", async () => {
  const readings = (await history({ format: "json" }))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lines = (await history()).trimEnd().split("\n");
  expect(readings).toHaveLength(lines.length);
  const asLines = readings.map(
    ({ home_id, node_id, metric, value, quality, timestamp }) =>
      `power_readings,home_id=${home_id},metric=${metric},node_id=${node_id} value=${value},quality=${quality} ${Date.parse(timestamp as string)}`,
  );
  expect(asLines).toEqual(lines);
  expect(readings.find(({ metric }) => metric === "temperature")).toMatchObject({ unit: "°C" });
});

test("the quick reader of payloads reads what the codec reads", async () => {
  const seen: [string, string][] = [];
  const { startFleet } = await import("../src/fleet/start-fleet.ts");
  const { MemoryBroker } = await import("../src/mqtt/memory-broker.ts");
  const { VirtualClock } = await import("../src/scheduler/virtual-clock.ts");
  const { parseBrokerUrl } = await import("@homesync/broker/reach");
  const clock = new VirtualClock(FROM + 86_399_000);
  const broker = new MemoryBroker(clock, (topic, payload) => seen.push([topic, payload.toString()]));
  await startFleet({
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    nodes: 3,
    seed: 9,
    intervalS: 1,
    clock,
    dial: broker.dial,
  });
  clock.advance(30_000);
  const readings = seen.filter(([topic]) => topic.includes("/telemetry/"));
  expect(readings.length).toBeGreaterThan(300);
  const times = new TimestampReader();
  for (const [topic, payload] of readings) {
    const decoded = decode(topic, Buffer.from(payload));
    const reading = parseReading(topic, payload);
    if (!decoded.ok || reading === undefined) throw new Error(`${topic} ${payload}`);
    const { value, quality, timestamp } = decoded.value.payload as Record<string, unknown>;
    expect([Number(reading.value), Number(reading.quality), reading.timestamp]).toEqual([
      value,
      quality,
      timestamp,
    ]);
    expect(times.read(reading.timestamp)).toBe(Date.parse(reading.timestamp));
  }
  expect(parseReading("t", '{"value":1}')).toBeUndefined();
  expect(lineWriter("line")("homesync/h/nodes/n/status/relay", "{}")).toBe("");
});

describe("homesync-sim backfill", () => {
  const LINE = "backfill -n 2 -i 10 --seed 3 --from 2026-01-01T00:00:00Z --to 2026-01-01T00:05:00Z";

  test("streams to standard output, or into a file, compressed by its name", async () => {
    const { status, out, err } = await run(LINE);
    expect(status).toBe(0);
    expect(err).toMatch(
      /^\d+ readings of 2 nodes, 2026-01-01T00:00:00.000Z to 2026-01-01T00:05:00.000Z, seed 3\n$/,
    );
    const plain = join(folder, "history.lp");
    const packed = join(folder, "history.lp.gz");
    expect((await run(`${LINE} -q -o ${plain}`)).status).toBe(0);
    expect((await run(`${LINE} -q -o ${packed}`)).status).toBe(0);
    expect(await readFile(plain, "utf8")).toBe(out);
    expect(gunzipSync(await readFile(packed)).toString()).toBe(out);
  });

  test.each([
    ["--days 0", 2, /--days must be above 0/],
    ["--from tomorrow", 2, /--from must be a moment in UTC, such as/],
    ["--from 2026-01-02T00:00:00Z --to 2026-01-01T00:00:00Z", 2, /--from must be before --to/],
    ["-n 0", 2, /nodes must be a whole number/],
    ["--influx nonsense", 2, /--influx must be a URL/],
    ["--influx http://user:secret@127.0.0.1:8086", 2, /must hold no credential/],
    ["--influx http://example.org:8086", 2, /not encrypted: use https/],
    ["--influx http://127.0.0.1:8086 --format json", 2, /--format line only/],
    ["-o /nonexistent/history.lp --days 0.001", 5, /history.lp cannot be written \(ENOENT\)/],
  ])("%s: says what to do", async (options, status, message) => {
    const result = await run(`backfill -n 1 ${options}`);
    expect(result).toMatchObject({ status });
    expect(result.err).toMatch(message);
    expect(result.err).not.toMatch(/secret|at .*\.ts/);
  });
});

withServers("history in InfluxDB", () => {
  test("InfluxDB 1 holds every reading, and a database that is not there is told", async () => {
    const url = await startInflux();
    const line = `backfill -n 2 -i 10 --seed 3 --from 2026-01-01T00:00:00Z --to 2026-01-01T00:05:00Z --influx ${url}`;
    const missing = await run(`${line} --database nowhere`);
    expect(missing.status).toBe(5);
    expect(missing.err).toMatch(/has no database nowhere.*\ncreate it: influx -execute/);
    await query(url, 'CREATE DATABASE "homesync"');
    const { status, err } = await run(line);
    expect(status).toBe(0);
    const readings = Number(err.split(" ")[0]);
    expect(readings).toBeGreaterThan(2 * 29 * METRIC_NAMES.length);
    const result = (await query(url, "SELECT COUNT(value) FROM power_readings", "homesync")) as {
      results: [{ series: [{ values: [[string, number]] }] }];
    };
    expect(result.results[0].series[0].values[0][1]).toBe(readings);
    const first = (await query(
      url,
      "SELECT * FROM power_readings WHERE metric = 'voltage' ORDER BY time LIMIT 1",
      "homesync",
    )) as { results: [{ series: [{ columns: string[]; values: [[string, ...unknown[]]] }] }] };
    expect(first.results[0].series[0].columns).toEqual([
      "time",
      "home_id",
      "metric",
      "node_id",
      "quality",
      "value",
    ]);
    expect(first.results[0].series[0].values[0][0]).toMatch(/^2026-01-01T00:00:\d\d/);
  });

  async function query(url: string, q: string, db?: string): Promise<unknown> {
    const response = await fetch(`${url}/query`, {
      method: "POST",
      body: new URLSearchParams(db === undefined ? { q } : { q, db }),
    });
    return response.json();
  }

  /** A real influxd that ends with the test. */
  async function startInflux(): Promise<string> {
    const [port, rpc] = [await freePort(), await freePort()];
    const config = join(folder, "influx.conf");
    await writeFile(
      config,
      [
        "reporting-disabled = true",
        `bind-address = "127.0.0.1:${rpc}"`,
        `[meta]\n  dir = "${folder}/meta"`,
        `[data]\n  dir = "${folder}/data"\n  wal-dir = "${folder}/wal"`,
        `[http]\n  bind-address = "127.0.0.1:${port}"\n  log-enabled = false`,
      ].join("\n"),
    );
    const server = spawn("influxd", ["-config", config], { stdio: "ignore" });
    onTestFinished(async () => {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    });
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(async () => (await fetch(`${url}/ping`).catch(() => undefined))?.status, { timeout: 20_000 })
      .toBe(204);
    return url;
  }
});
