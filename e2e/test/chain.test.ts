import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBridge } from "@homesync/bridge";
import { parseBrokerUrl } from "@homesync/broker/reach";
import {
  freePort,
  type InfluxServer,
  makeCertificate,
  type RedisServer,
  startInflux,
  startMosquitto,
  startRedis,
  type TestCertificate,
  withServers,
} from "@homesync/broker/testing";
import { METRIC_NAMES } from "@homesync/protocol";
import { startFleet } from "@homesync/simulator";
import { Redis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

const eventually = { timeout: 25_000, interval: 100 };
const HOME = "sim-chain-0001";
const NODES = 3;

/** One broker, reached by TLS and by a WebSocket over TLS. */
async function secureBroker(certificate: TestCertificate) {
  const webSocketPort = await freePort();
  const keys = ["certfile server.pem", "keyfile server.key"];
  const broker = await startMosquitto({
    certificate,
    config: [`listener ${webSocketPort} 127.0.0.1`, "protocol websockets", ...keys],
  });
  return { mqtts: broker.url, wss: `wss://localhost:${webSocketPort}/mqtt` };
}

async function bridgeTo(url: string, ca: string, influx: InfluxServer, redis: RedisServer) {
  const folder = await mkdtemp(join(tmpdir(), "homesync-chain-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, ca);
  const bridge = await startBridge({
    dataDirectory: join(folder, "data"),
    broker: { kind: "external", url, caFile },
    series: { kind: "influx", version: 1, url: influx.url, database: influx.database },
    state: { kind: "redis", url: redis.url },
    http: { port: 0 },
  });
  onTestFinished(() => bridge.close());
  return bridge;
}

withServers("the whole chain, with real parts", () => {
  test.each([
    ["mqtts", "mqtts"],
    ["wss", "wss"],
    ["mqtts", "wss"],
  ] as const)(
    "REQ-007 Broadcast state changes: nodes over %s, bridge over %s, InfluxDB, Redis, REST and WebSocket",
    async (nodesBy, bridgeBy) => {
      const certificate = await makeCertificate();
      const [urls, influx, redis] = await Promise.all([
        secureBroker(certificate),
        startInflux(),
        startRedis(),
      ]);
      const bridge = await bridgeTo(urls[bridgeBy], certificate.cert, influx, redis);
      const token = await bridge.issueToken({ homes: [HOME], role: "operator" });
      const seen = watch(bridge.url, token);

      const fleet = await startFleet({
        broker: { address: parseBrokerUrl(urls[nodesBy]), ca: certificate.cert },
        nodes: NODES,
        homes: 1,
        homePrefix: "sim-chain",
        seed: 6,
        intervalS: 1,
        qos: 1,
      });
      onTestFinished(() => fleet.kill());
      await fleet.whenConnected();

      // REQ-007 "Store telemetry to InfluxDB": measurement, tags and fields.
      await vi.waitFor(async () => {
        const rows = await influx.query(
          "SELECT last(value) AS value, last(quality) AS quality FROM power_readings GROUP BY home_id, node_id, metric",
        );
        expect(rows).toHaveLength(NODES * METRIC_NAMES.length);
        expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(METRIC_NAMES));
        for (const row of rows) expect(row).toMatchObject({ home_id: HOME, quality: 100 });
      }, eventually);

      // REQ-007 "Handle device commands": REST, the node's own answer, and the relay's new state for all who look.
      const answer = await fetch(`${bridge.url}/api/v1/homes/${HOME}/nodes/node-001/commands/relay`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ action: "off" }),
      });
      expect(await answer.json()).toMatchObject({ status: "confirmed", result: "off" });
      // REQ-007 "Broadcast state changes": WebSocket and Redis.
      await vi.waitFor(() => expect(seen.relay("node-001")).toBe("off"), eventually);
      const client = new Redis(redis.url);
      onTestFinished(() => client.disconnect());
      await vi.waitFor(async () => {
        const keys = await client.keys("*");
        const kept = await Promise.all(
          keys.map(async (key) =>
            (await client.type(key)) === "hash" ? client.hget(key, "node-001") : null,
          ),
        );
        expect(kept.join()).toContain('"off"');
      }, eventually);

      const { endedInOrder, purged } = await fleet.stop();
      expect({ endedInOrder, purged }).toEqual({ endedInOrder: NODES, purged: NODES });
      await vi.waitFor(() => expect(seen.offline("node-001")).toBe("shutdown"), eventually);
    },
    90_000,
  );
});

/** A live client as an app would be: what it knows of each node from snapshot and changes. */
function watch(url: string, token: string) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/live`, [
    "homesync.v1",
    `bearer.${token}`,
  ]);
  onTestFinished(() => socket.terminate());
  const relays = new Map<string, string>();
  const reasons = new Map<string, string | null>();
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as { readonly nodes?: readonly LiveNode[] };
    for (const { node_id, relay, offline_reason } of message.nodes ?? []) {
      if (relay) relays.set(node_id, relay.state);
      if (offline_reason !== undefined) reasons.set(node_id, offline_reason);
    }
  });
  return { relay: (node: string) => relays.get(node), offline: (node: string) => reasons.get(node) };
}

interface LiveNode {
  readonly node_id: string;
  readonly relay?: { readonly state: string } | null;
  readonly offline_reason?: string | null;
}
