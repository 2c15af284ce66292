import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BridgeConfig } from "@homesync/bridge";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { type InfluxServer, type Mosquitto, startInflux, startMosquitto } from "@homesync/broker/testing";
import { parseTopic } from "@homesync/protocol";
import { type Fleet, startFleet } from "@homesync/simulator";
import { expect, onTestFinished, vi } from "vitest";
import { BridgeProcess } from "./bridge-process.ts";
import { LedgerProxy, type ReadingKey, readingKey } from "./ledger-proxy.ts";

const NODES = 100;
/** For anything that must happen at last; the machine may be busy. */
export const EVENTUALLY = { timeout: 60_000, interval: 50 };

/** Each node sends its seven readings every second: thirty times what it does by default. */
const INTERVAL_S = 1;

export interface SceneOptions {
  readonly influx?: Parameters<typeof startInflux>[0];
  /** Further settings of the bridge. */
  readonly bridge?: Partial<BridgeConfig>;
  readonly keepAliveS?: number;
  /** Milliseconds until the bridge gives up a request to the database. */
  readonly databaseTimeoutMs?: number;
}

/**
 * A fleet of 100 virtual nodes at QoS 1, mosquitto, the bridge in a process of its own and InfluxDB, with a ledger on each
 * of the two MQTT connections.
 */
export class FaultScene {
  readonly mosquitto: Mosquitto;
  readonly influx: InfluxServer;
  readonly bridge: BridgeProcess;
  /** Between the nodes and the broker. */
  readonly nodes: LedgerProxy;
  /** Between the broker and the bridge. */
  readonly uplink: LedgerProxy;
  readonly dataDirectory: string;
  #fleet: Fleet | undefined;

  private constructor(
    parts: Pick<FaultScene, "mosquitto" | "influx" | "bridge" | "nodes" | "uplink" | "dataDirectory">,
  ) {
    this.mosquitto = parts.mosquitto;
    this.influx = parts.influx;
    this.bridge = parts.bridge;
    this.nodes = parts.nodes;
    this.uplink = parts.uplink;
    this.dataDirectory = parts.dataDirectory;
  }

  /** Everything runs, and readings of every node are on their way to the database. */
  static async start(options: SceneOptions = {}): Promise<FaultScene> {
    // Queues that are large enough: mosquitto drops what is over max_queued_messages, 1,000 by default, although it has
    // acknowledged it (mosquitto.conf(5)). It saves every second what a death would take.
    const config = ["max_queued_messages 0", "max_inflight_messages 1000", "autosave_interval 1"];
    const mosquitto = await startMosquitto({ persistent: true, config });
    const influx = await startInflux(options.influx);
    const nodes = await LedgerProxy.start(mosquitto.port);
    const uplink = await LedgerProxy.start(mosquitto.port);
    const dataDirectory = await mkdtemp(join(tmpdir(), "homesync-faults-"));
    onTestFinished(async () => {
      nodes.close();
      uplink.close();
      await rm(dataDirectory, { recursive: true, force: true });
    });
    const bridge = new BridgeProcess({
      dataDirectory,
      broker: { kind: "external", url: uplink.url, telemetryQos: 1, keepAliveS: options.keepAliveS },
      series: {
        kind: "influx",
        version: 1,
        url: influx.url,
        database: influx.database,
        timeoutMs: options.databaseTimeoutMs,
      },
      ...options.bridge,
    });
    const scene = new FaultScene({ mosquitto, influx, bridge, nodes, uplink, dataDirectory });
    await bridge.start();
    await scene.isConnected();
    scene.#fleet = await startFleet({
      broker: { address: parseBrokerUrl(nodes.url) },
      nodes: NODES,
      homes: 10,
      seed: 1,
      homePrefix: "fault",
      intervalS: INTERVAL_S,
      qos: 1,
      keep: true,
    });
    onTestFinished(() => scene.#fleet?.kill());
    await scene.fleet.whenConnected();
    await scene.sends(NODES);
    return scene;
  }

  get fleet(): Fleet {
    if (this.#fleet === undefined) throw new Error("the fleet has not started");
    return this.#fleet;
  }

  /** Resolves when the bridge is connected to the broker. */
  async isConnected(): Promise<void> {
    await vi.waitFor(
      async () => expect((await this.bridge.stats()).link.state).toBe("connected"),
      EVENTUALLY,
    );
  }

  /** Resolves when the broker has acknowledged this many more readings to the nodes. */
  async sends(count: number): Promise<void> {
    const before = this.nodes.acknowledged.size;
    await vi.waitFor(() => expect(this.nodes.acknowledged.size).toBeGreaterThan(before + count), EVENTUALLY);
  }

  /** Resolves when the bridge has acknowledged this many more to the broker. */
  async takes(count: number): Promise<void> {
    const before = this.uplink.acknowledged.size;
    await vi.waitFor(() => expect(this.uplink.acknowledged.size).toBeGreaterThan(before + count), EVENTUALLY);
  }

  /** Ends the fleet in order and waits until all that `owed` names is where it belongs. */
  async settles(owed: ReadonlySet<ReadingKey>, also: ReadonlySet<ReadingKey> = new Set()): Promise<void> {
    await this.fleet.stop();
    await vi.waitFor(
      async () => {
        const stored = await this.stored();
        expect(missing(owed, new Set([...stored, ...also])).length).toBe(0);
      },
      { ...EVENTUALLY, interval: 500 },
    );
  }

  /** All points of the store; a point more than once would be in it more than once. */
  async stored(): Promise<readonly ReadingKey[]> {
    const rows = await this.influx.query(
      "SELECT value FROM power_readings GROUP BY home_id, node_id, metric",
    );
    return rows.map(({ home_id, node_id, metric, time }) =>
      readingKey(String(home_id), String(node_id), String(metric), Number(time)),
    );
  }

  /** Acknowledged and lost: 0. Stored twice: 0, and nothing that no node has sent. */
  async expectNothingLost(acknowledged: ReadonlySet<ReadingKey>): Promise<void> {
    const stored = await this.stored();
    const distinct = new Set(stored);
    expect(missing(acknowledged, distinct)).toEqual([]);
    expect(stored.length).toBe(distinct.size);
    expect(missing(distinct, this.nodes.sent)).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(NODES);
  }

  /** Readings that the database refused, from the files of dead letters. */
  async refused(): Promise<ReadonlySet<ReadingKey>> {
    const folder = join(this.dataDirectory, "dead-letters");
    const keys = new Set<ReadingKey>();
    for (const name of await readdir(folder)) {
      for (const line of (await readFile(join(folder, name), "utf8")).trim().split("\n")) {
        const { topic, base64 } = JSON.parse(line) as { topic: string; base64: string };
        const { timestamp } = JSON.parse(Buffer.from(base64, "base64").toString()) as { timestamp: string };
        const address = parseTopic(topic);
        if (!address.ok) throw new Error(`a dead letter of ${topic}`);
        const { homeId, nodeId, key } = address.value;
        keys.add(readingKey(homeId, nodeId, key.slice("telemetry/".length), Date.parse(timestamp)));
      }
    }
    return keys;
  }
}

/** What of `wanted` is not among `found`. */
export const missing = (
  wanted: ReadonlySet<ReadingKey>,
  found: ReadonlySet<ReadingKey>,
): readonly ReadingKey[] => [...wanted].filter((key) => !found.has(key));
