import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { startVictoriaMetrics, withServers } from "@homesync/broker/testing";
import { METRIC_NAMES } from "@homesync/protocol";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCommandLine } from "./cli/command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

const TOKEN = "a-token-of-the-test";
const HISTORY = "backfill -n 2 -i 10 --seed 3 --from 2026-01-01T00:00:00Z --to 2026-01-01T00:05:00Z";

/** What InfluxDB 2 asks for at its door and VictoriaMetrics does not: organisation, bucket and token. */
function refusalOf({ url = "", headers }: IncomingMessage): number | undefined {
  const { pathname, searchParams } = new URL(url, "http://door");
  if (pathname !== "/api/v2/write") return 404;
  if (headers.authorization !== `Token ${TOKEN}`) return 401;
  if (searchParams.get("org") !== "home" || searchParams.get("bucket") !== "energy") return 404;
  return searchParams.get("precision") === "ms" ? undefined : 400;
}

/** The door of an InfluxDB 2 before a store that takes the same lines. @param failures answers of 503 at first */
async function door(store: string, failures = 0) {
  const bodies: Promise<Buffer>[] = [];
  let left = failures;
  const server = createServer((incoming, answer) => {
    const refused = refusalOf(incoming) ?? (left-- > 0 ? 503 : undefined);
    if (refused !== undefined) {
      incoming.resume().on("end", () => answer.writeHead(refused).end('{"message":"not here"}'));
      return;
    }
    const forwarded = request(new URL(incoming.url ?? "", store), {
      method: "POST",
      headers: incoming.headers,
    });
    forwarded.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 500);
      response.pipe(answer);
    });
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    bodies.push(new Promise((resolve) => incoming.on("end", () => resolve(Buffer.concat(chunks)))));
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lines: async () => (await Promise.all(bodies)).map(linesOf).join(""),
  };
}

const linesOf = (body: Buffer): string => gunzipSync(body).toString();

const backfill = (url: string, rest: string, token = TOKEN) =>
  runCommandLine(`${HISTORY} --influx ${url} ${rest}`, { env: { HOMESYNC_INFLUX_TOKEN: token } });

withServers("history where InfluxDB 2 is spoken", () => {
  test("every reading is in the store, with its value, quality and moment", async () => {
    const victoria = await startVictoriaMetrics();
    const { url, lines } = await door(victoria.url);
    const { status, err } = await backfill(url, "--org home --database energy");
    expect([status, err]).toEqual([0, expect.stringMatching(/^\d+ readings of 2 nodes/)]);
    const readings = Number(err.split(" ")[0]);
    expect(readings).toBeGreaterThan(2 * 29 * METRIC_NAMES.length);
    const values = await victoria.export('{__name__="power_readings_value"}');
    expect(values.reduce((sum, series) => sum + series.values.length, 0)).toBe(readings);
    expect(new Set(values.map(({ metric }) => metric["metric"]))).toEqual(new Set(METRIC_NAMES));
    const qualities = await victoria.export('{__name__="power_readings_quality"}');
    expect(new Set(qualities.flatMap((series) => series.values))).toEqual(new Set([100]));
    // Point by point what the lines said.
    const stored = values.flatMap(({ metric, values, timestamps }) =>
      values.map((value, at) => `${metric["home_id"]} ${metric["metric"]} ${value} ${timestamps[at]}`),
    );
    const sent = (await lines()).trim().split("\n");
    const written = sent.map((line) =>
      line.replace(
        /^\w+,home_id=([\w-]+),metric=(\w+),node_id=\S+ value=([-.\d]+),quality=\d+ (\d+)$/,
        (_, ...of) => {
          const [home, metric, value, moment] = of as string[];
          return `${home} ${metric} ${Number(value)} ${moment}`;
        },
      ),
    );
    expect(stored.sort()).toEqual(written.sort());
  });

  test("a token that is wrong or missing is told, and a bucket that is not there, once and without the token", async () => {
    const { url } = await door("http://127.0.0.1:9");
    for (const token of ["wrong-token-of-the-test", ""]) {
      const { status, err } = await backfill(url, "--org home --database energy", token);
      expect([status, err]).toEqual([5, expect.stringMatching(/does not let us in \(401.*\n.*--token-file/)]);
      expect(err).not.toContain("wrong-token");
    }
    const { status, err } = await backfill(url, "--org home --database nowhere");
    expect([status, err]).toEqual([5, expect.stringMatching(/has no bucket nowhere of organisation home/)]);
  });

  test("what passes by itself is tried again, and nothing is twice in the store", async () => {
    const victoria = await startVictoriaMetrics();
    const { url } = await door(victoria.url, 2);
    const { status, err } = await backfill(url, "--org home --database energy");
    expect(status).toBe(0);
    const values = await victoria.export('{__name__="power_readings_value"}');
    expect(values.reduce((sum, series) => sum + series.values.length, 0)).toBe(Number(err.split(" ")[0]));
  });
});
