import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { Secret } from "@homesync/broker/reach";
import { startInflux, startVictoriaMetrics, withServers } from "@homesync/broker/testing";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { InfluxStore } from "../src/series/influx/influx-store.ts";
import { escapeTag, LineProtocol } from "../src/series/influx/line-protocol.ts";
import type { InfluxOptions } from "../src/series/influx/options.ts";
import { type Series, SeriesNames } from "../src/series/series-names.ts";
import type { Reading, SeriesRange } from "../src/series/series-store.ts";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";

const T = Date.parse("2026-03-01T12:00:00Z");
const names = new SeriesNames();
const POWER = names.of("home-1", "node-1", "power");

const reading = (index: number, value = index, series: Series = POWER): Reading => ({
  series,
  value,
  quality: 99,
  timeMs: T + index,
});
const readings = (count: number): Reading[] => Array.from({ length: count }, (_, index) => reading(index));

const all: SeriesRange = { ...POWER, fromMs: 0, toMs: 1e13, order: "asc", limit: 10_000 };

function open(options: InfluxOptions): InfluxStore {
  const store = new InfluxStore(options);
  onTestFinished(() => store.close());
  return store;
}

/** A server that answers as it is told and keeps what it was sent. */
async function standIn(
  answer: (lines: readonly string[]) => { status: number; body?: string; headers?: Record<string, string> },
) {
  const requests: { url: string; headers: IncomingHttpHeaders; lines: string[] }[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split("\n");
    requests.push({ url: request.url ?? "", headers: request.headers, lines });
    const { status, body = "", headers = {} } = answer(lines);
    response.writeHead(status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe("line protocol", () => {
  test("REQ-007 Store telemetry to InfluxDB: measurement power_readings, tags sorted, both fields floats, milliseconds", () => {
    const lines = new LineProtocol().encode([reading(5, 230.5), reading(6, 1)]).toString();
    expect(lines).toBe(
      `power_readings,home_id=home-1,metric=power,node_id=node-1 quality=99,value=230.5 ${T + 5}\n` +
        `power_readings,home_id=home-1,metric=power,node_id=node-1 quality=99,value=1 ${T + 6}\n`,
    );
  });

  test("tags are escaped, empty ones and values that are none are refused", () => {
    expect(escapeTag("a b,c=d\ne")).toBe("a\\ b\\,c\\=d\\ e");
    expect(() => escapeTag("")).toThrow(RangeError);
    expect(() => new LineProtocol().encode([reading(0, Number.POSITIVE_INFINITY)])).toThrow(RangeError);
  });
});

describe("the paths of the three versions", () => {
  const cases: readonly [InfluxOptions, string, string][] = [
    [
      {
        version: 1,
        url: "",
        database: "db",
        retentionPolicy: "year",
        username: "u",
        password: new Secret("p"),
      },
      "/write?db=db&rp=year&precision=ms",
      `Basic ${Buffer.from("u:p").toString("base64")}`,
    ],
    [
      { version: 2, url: "", org: "our org", bucket: "b", token: new Secret("t") },
      "/api/v2/write?org=our+org&bucket=b&precision=ms",
      "Token t",
    ],
    [
      { version: 3, url: "", database: "db", token: new Secret("t") },
      "/api/v3/write_lp?db=db&precision=millisecond",
      "Bearer t",
    ],
  ];
  test.each(cases)(
    "version $version: precision, credentials in a header, gzip",
    async (options, path, authorization) => {
      const server = await standIn(() => ({ status: 204 }));
      const store = open({ ...options, url: server.url });
      await store.write(readings(3));
      expect(server.requests).toMatchObject([
        { url: path, headers: { authorization, "content-encoding": "gzip" } },
      ]);
      expect(server.requests[0]?.lines).toHaveLength(3);
    },
  );

  test("a proxy's path is kept, and credentials over plain HTTP go to no other host", async () => {
    const server = await standIn(() => ({ status: 204 }));
    await open({ version: 1, url: `${server.url}/influx/`, database: "db" }).write(readings(1));
    expect(server.requests[0]?.url).toBe("/influx/write?db=db&precision=ms");
    const remote = { version: 2, url: "http://influx.example:8086", org: "o", bucket: "b" } as const;
    expect(() => new InfluxStore({ ...remote, token: new Secret("hunter2") })).toThrow(/unencrypted/);
    expect(() => new InfluxStore({ ...remote, url: "http://me:hunter2@127.0.0.1" })).toThrow(
      /no credentials/,
    );
    expect(() => new InfluxStore({ ...remote, url: "influx" })).toThrow(/http:/);
  });
});

describe("what a server answers", () => {
  const v1 = (url: string): InfluxOptions => ({ version: 1, url, database: "db" });

  test("however many points are bad, and wherever: each is found, and all others are stored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(63), { maxLength: 8 }), async (bad) => {
        const stored = new Set<string>();
        const isBad = (line: string): boolean => bad.includes(Number(/value=(\d+)/.exec(line)?.[1]));
        const server = await standIn((lines) => {
          if (lines.some(isBad)) return { status: 400, body: '{"error":"partial write: bad point"}' };
          for (const line of lines) stored.add(line);
          return { status: 204 };
        });
        const refused = await new InfluxStore(v1(server.url)).write(readings(64));
        expect(refused.map((one) => one.reading.value).sort((a, b) => a - b)).toEqual(
          [...bad].sort((a, b) => a - b),
        );
        expect(stored.size).toBe(64 - bad.length);
        for (const { reason } of refused) expect(reason).toBe("400 partial write: bad point");
      }),
      { numRuns: 20 },
    );
  });

  test("413 makes the parts smaller, and nothing is lost", async () => {
    let stored = 0;
    const server = await standIn((lines) => {
      if (lines.length > 10) return { status: 413 };
      stored += lines.length;
      return { status: 204 };
    });
    expect(await open(v1(server.url)).write(readings(100))).toEqual([]);
    expect(stored).toBe(100);
  });

  test.each([
    [401, {}, /refuses to store \(401.*check its credentials/],
    [404, {}, /refuses to store \(404 database not found\).*bucket exists/],
    [503, {}, /cannot store now \(503/],
  ])("%d keeps the data and says what to do", async (status, headers, message) => {
    const server = await standIn(() => ({ status, headers, body: '{"error":"database not found"}' }));
    await expect(open(v1(server.url)).write(readings(2))).rejects.toThrow(message);
    expect(server.requests).toHaveLength(1);
  });

  test("429 tells when to come back, and a conflict of types that comes as 500 is found like a 400", async () => {
    const busy = await standIn(() => ({ status: 429, headers: { "retry-after": "7" } }));
    await expect(open(v1(busy.url)).write(readings(2))).rejects.toMatchObject({ retryAfterMs: 7_000 });
    const conflict = await standIn((lines) =>
      lines.some((line) => line.includes("value=1 "))
        ? { status: 500, body: "field type conflict" }
        : { status: 204 },
    );
    expect(await open(v1(conflict.url)).write(readings(4))).toMatchObject([{ reading: { value: 1 } }]);
  });

  test("a server that does not answer is given up in time; one that is not there is named", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(open({ ...v1(url), timeoutMs: 100 }).write(readings(1))).rejects.toThrow(/ETIMEDOUT/);
    await expect(open(v1("http://127.0.0.1:9")).write(readings(1))).rejects.toThrow(
      /127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/,
    );
  });
});

withServers("real servers", () => {
  test("InfluxDB 1: written and read back exactly; a repeated write stores nothing twice", async () => {
    const influx = await startInflux();
    const store = open({ version: 1, url: influx.url, database: influx.database });
    const batch = [...readings(5_000), reading(0, 230.1, names.of("home-1", "node-1", "voltage"))];
    expect(await store.write(batch)).toEqual([]);
    expect(await store.write(batch)).toEqual([]);
    expect(await influx.query("SELECT count(value) FROM power_readings GROUP BY metric")).toMatchObject([
      { metric: "power", count: 5_000 },
      { metric: "voltage", count: 1 },
    ]);
    expect(await store.history({ ...all, limit: 2, order: "desc" })).toEqual([
      { timeMs: T + 4_999, value: 4_999, quality: 99 },
      { timeMs: T + 4_998, value: 4_998, quality: 99 },
    ]);
    expect(await store.windows({ ...all, fromMs: T + 10, limit: 2 }, 1_000)).toEqual([
      { timeMs: T, count: 990, mean: 504.5, min: 10, max: 999 },
      { timeMs: T + 1_000, count: 1_000, mean: 1_499.5, min: 1_000, max: 1_999 },
    ]);
    expect(await store.history({ ...all, homeId: "o'home" })).toEqual([]);
  });

  test("InfluxDB 1: a field of another type is refused alone", async () => {
    const influx = await startInflux();
    const line = `power_readings,home_id=home-1,metric=power,node_id=node-2 value="text" ${T}`;
    await fetch(`${influx.url}/write?db=${influx.database}&precision=ms`, { method: "POST", body: line });
    const store = open({ version: 1, url: influx.url, database: influx.database });
    const other = { ...names.of("home-1", "node-1", "power") };
    const refused = await store.write([reading(0, 1, other), reading(1, 2, names.of("h", "n", "power"))]);
    // One shard has one type for a field: here the text was first, so every float is refused, each on its own.
    expect(refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("field type conflict"),
      expect.stringContaining("field type conflict"),
    ]);
  });

  test("InfluxDB 1: a body over its limit is split; a database that is missing keeps the data", async () => {
    const influx = await startInflux({ maxBodyBytes: 4_000 });
    const store = open({ version: 1, url: influx.url, database: influx.database });
    const spread = Array.from({ length: 5_000 }, (_, index) =>
      reading(index, Math.round(1e9 * Math.sin(index)) / 1e3, names.of("h", `node-${index}`, "power")),
    );
    expect(await store.write(spread)).toEqual([]);
    expect(await influx.query("SELECT count(value) FROM power_readings")).toMatchObject([{ count: 5_000 }]);
    await expect(open({ version: 1, url: influx.url, database: "none" }).write(readings(1))).rejects.toThrow(
      /database or bucket exists/,
    );
  });

  test("REQ-007: a whole bridge stores into InfluxDB and answers history from it; 503 while it is down", async () => {
    const influx = await startInflux();
    const series = { kind: "influx", version: 1, url: influx.url, database: influx.database } as const;
    const { bridge, ask } = await runningBridge({ series });
    const node = await PlayedNode.connect(bridge.brokerUrl);
    await node.say(power(42.5, Date.now()));
    await vi.waitFor(() => expect(bridge.stats().stored).toBe(1), { timeout: 15_000 });
    const history = `/api/v1/homes/${HOME}/nodes/${NODE}/history?metric=power`;
    expect((await ask(history)).body.points).toMatchObject([{ value: 42.5, quality: 100 }]);
    await influx.stop();
    expect(await ask(history)).toMatchObject({ status: 503, body: { code: "store_unavailable" } });
  });

  test("VictoriaMetrics takes the v2 path", async () => {
    const victoria = await startVictoriaMetrics();
    const store = open({
      version: 2,
      url: victoria.url,
      org: "o",
      bucket: "b",
      token: new Secret("ignored"),
    });
    expect(await store.write(readings(100))).toEqual([]);
    const [series] = await victoria.export('{__name__="power_readings_value",node_id="node-1"}');
    expect(series?.timestamps).toEqual(readings(100).map(({ timeMs }) => timeMs));
    expect(series?.metric).toMatchObject({ home_id: "home-1", metric: "power" });
  });
});
