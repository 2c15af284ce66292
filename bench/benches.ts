import { BRIDGE_BENCH } from "../bridge/bench/figures.ts";
import { BRIDGE_SCALING_BENCH } from "../bridge/bench/scaling/figures.ts";
import { CODEC_BENCH } from "../protocol/bench/figures.ts";
import { SIMULATOR_BENCH } from "../simulator/bench/figures.ts";
import { FLEET_SCALING_BENCH } from "../simulator/bench/scaling/figures.ts";
import { SCREEN_BENCH } from "../simulator/bench/screen-figures.ts";
import type { BenchSpec } from "./measure/index.ts";

/** A bench, and the program that runs it. */
export interface Bench {
  readonly spec: BenchSpec;
  /** From the root of the repository. */
  readonly program: string;
}

/** All that the project claims, in the order in which it is run and shown. */
export const BENCHES: readonly Bench[] = [
  { spec: CODEC_BENCH, program: "protocol/bench/codec.ts" },
  { spec: SIMULATOR_BENCH, program: "simulator/bench/main.ts" },
  { spec: SCREEN_BENCH, program: "simulator/bench/screen.ts" },
  { spec: BRIDGE_BENCH, program: "bridge/bench/main.ts" },
  { spec: FLEET_SCALING_BENCH, program: "simulator/bench/scaling/main.ts" },
  { spec: BRIDGE_SCALING_BENCH, program: "bridge/bench/scaling/main.ts" },
];
