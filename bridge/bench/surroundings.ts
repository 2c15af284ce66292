import { Mosquitto } from "@homesync/broker/testing";
import type { BridgeConfig } from "../src/index.ts";
import { MeasuredProcess, type Ready } from "./measured-process.ts";

/** What a bridge may take, whatever it does. */
export const MAX_RSS_MEGABYTES = 200;

/** Where a measured bridge listens. */
interface BridgeReady extends Ready {
  readonly apiUrl: string;
  /** Lets its bearer see every home. */
  readonly token: string;
}

/** A broker that holds what a round sends, and drops nothing. */
export const startMosquitto = (): Promise<Mosquitto> =>
  Mosquitto.start({ config: ["max_inflight_messages 1000", "max_queued_messages 0"] });

/** HOMESYNC_BENCH_PROFILE=folder writes a CPU profile of the bridge there. */
export function startMeasuredBridge(config: BridgeConfig): Promise<MeasuredProcess<BridgeReady>> {
  const folder = process.env["HOMESYNC_BENCH_PROFILE"];
  const profile = folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
  return MeasuredProcess.start<BridgeReady>("./bridge-process.js", config, profile);
}
