import { MeasuredProcess, type Usage } from "../../../bench/measure/index.ts";

/** A fleet to be measured. */
export interface LiveFleetSettings {
  /** An embedded broker in the same process when absent. */
  readonly url?: string;
  readonly nodes: number;
  readonly intervalS: number;
  readonly connectRate: number;
  /** How much faster than ours its time passes once all are connected. */
  readonly speed: number;
}

/** What it tells when all its nodes are connected. */
interface LiveFleetReady {
  readonly url: string;
  readonly connectCpuSeconds: number;
  /** Homes of nodes that are spread over the fleet. */
  readonly homes: readonly string[];
}

/** What it tells when it is asked; counts are since it began. */
export interface LiveFleetSample extends Usage {
  readonly connected: number;
  readonly sent: number;
  readonly dropped: number;
  readonly lost: number;
  /** Since the sample before, in our time. */
  readonly lagP99Ms: number;
  readonly atMs: number;
}

export type LiveFleet = MeasuredProcess<LiveFleetReady, LiveFleetSample>;

export const startLiveFleet = (settings: LiveFleetSettings): Promise<LiveFleet> =>
  MeasuredProcess.start(new URL("../clients/live-fleet.mjs", import.meta.url), settings);

/** Gentle with small fleets, so that their samples are spread over the second as those of a large one are. */
export const connectRateOf = (nodes: number): number => Math.min(2000, Math.max(50, Math.round(nodes / 2)));

/** @throws Error when nodes were lost: what is measured then is something else */
export function requireAll({ connected, lost }: LiveFleetSample, nodes: number): void {
  if (connected === nodes && lost === 0) return;
  throw new Error(`${connected} of ${nodes} nodes are connected, and ${lost} connections were lost`);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
