import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfluxServer, Mosquitto } from "@homesync/broker/testing";
import { MeasuredProcess, type Usage } from "../../bench/measure/index.ts";
import type { BridgeConfig } from "../src/index.ts";

/** What a measured bridge or subscriber tells when it is asked. */
export interface Sample extends Usage {
  /** Messages that it got. */
  readonly received: number;
  /** Readings that it stored; what it received where it stores none. */
  readonly stored: number;
}

/** Where a measured process listens, for what is sent to it. */
interface Ready {
  readonly brokerUrl: string;
}

/** Where a measured bridge listens. */
interface BridgeReady extends Ready {
  readonly apiUrl: string;
  /** Lets its bearer see every home, and add nodes. */
  readonly token: string;
}

export type Subject = MeasuredProcess<Ready, Sample>;
export type MeasuredBridge = MeasuredProcess<BridgeReady, Sample>;

/** What a bridge stands on, all of it real; removed at the end. */
export interface Surroundings {
  readonly dataDirectory: string;
  /** Holds what a round sends, and drops nothing. */
  readonly mosquitto: Mosquitto;
  readonly influx: InfluxServer;
}

export async function inSurroundings<R>(work: (surroundings: Surroundings) => Promise<R>): Promise<R> {
  const directory = await mkdtemp(join(tmpdir(), "homesync-bench-"));
  const mosquitto = await Mosquitto.start({
    config: ["max_inflight_messages 1000", "max_queued_messages 0"],
  });
  const influx = await InfluxServer.start();
  try {
    return await work({ dataDirectory: join(directory, "data"), mosquitto, influx });
  } finally {
    await Promise.all([mosquitto.close(), influx.close()]);
    await rm(directory, { recursive: true, force: true });
  }
}

/** The series of a bridge that stores in the InfluxDB of its surroundings. */
export const seriesIn = ({ influx }: Surroundings): NonNullable<BridgeConfig["series"]> => ({
  kind: "influx",
  version: 1,
  url: influx.url,
  database: influx.database,
});

/** HOMESYNC_BENCH_PROFILE=folder writes a CPU profile of the bridge there. */
export function startMeasuredBridge(config: BridgeConfig): Promise<MeasuredBridge> {
  const folder = process.env["HOMESYNC_BENCH_PROFILE"];
  const profile = folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
  return MeasuredProcess.start(new URL("./bridge-process.js", import.meta.url), config, profile);
}
