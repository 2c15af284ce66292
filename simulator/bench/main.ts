/**
 * What a fleet costs, beside a real mosquitto and mqtt.js doing the same work, each in a process of its own. Exit status 1
 * when a bar of the issue falls short. CPU-seconds, medians; wall-clock rates on shared machines mean little.
 *
 * Usage: main.ts [--reduced | --smoke] [--soak-seconds N] [--soak-nodes N] [--plant leak|drift|status|response ...]
 *   [throughput|connects|memory|scheduler|histogram|history|soak ...]
 */
import { parseArgs } from "node:util";
import { Mosquitto } from "@homesync/broker/testing";
import { BenchRun, chooseParts } from "../../bench/measure/index.ts";
import { type Measured, SIMULATOR_BENCH } from "./figures.ts";
import {
  measureConnects,
  measureHistogram,
  measureHistory,
  measureMemory,
  measureScheduler,
  measureSoak,
  measureThroughput,
  type Scale,
} from "./measurements.ts";
import { PLANTS, type Plant } from "./soak/soak.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reduced: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    "soak-seconds": { type: "string" },
    "soak-nodes": { type: "string" },
    // What goes wrong in the soak on purpose, and has to be found.
    plant: { type: "string", multiple: true, default: [] },
  },
});

function wholeNumber(name: "soak-nodes" | "soak-seconds", otherwise: number): number {
  const text = values[name] ?? String(otherwise);
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} ${text}: give a whole number from 1`);
  return Number(text);
}

const plants = values.plant.map((wanted): Plant => {
  const plant = PLANTS.find((name) => name === wanted);
  if (plant === undefined) throw new Error(`--plant ${wanted}: choose from ${PLANTS.join(", ")}`);
  return plant;
});

const FULL: Scale = {
  repeats: 5,
  nodes: 1000,
  rounds: 40,
  connects: 10_000,
  memorySeconds: 20,
  schedulerSeconds: 20,
  histogramValues: 10_000_000,
  historyHours: 24,
  soakNodes: wholeNumber("soak-nodes", 500),
  soakSeconds: wholeNumber("soak-seconds", 60),
  plants,
};
/** For whoever changes the engine; says little about the bars. */
const REDUCED: Scale = {
  ...FULL,
  repeats: 1,
  rounds: 15,
  connects: 2000,
  memorySeconds: 5,
  historyHours: 3,
  soakNodes: wholeNumber("soak-nodes", 100),
  soakSeconds: wholeNumber("soak-seconds", 30),
};
/** Shows that everything runs, and nothing else. */
const SMOKE: Scale = {
  repeats: 1,
  nodes: 50,
  rounds: 3,
  connects: 100,
  memorySeconds: 1,
  schedulerSeconds: 1,
  histogramValues: 100_000,
  historyHours: 0.1,
  soakNodes: 20,
  soakSeconds: 12,
  plants: [],
};
const scale = values.smoke ? SMOKE : values.reduced ? REDUCED : FULL;

/** Each beside a broker of its own: what one leaves does not burden the next. */
const beside = async (measure: (url: string, scale: Scale) => Promise<Measured>): Promise<Measured> => {
  const broker = await Mosquitto.start({ config: ["max_queued_messages 0"] });
  try {
    return await measure(broker.url, scale);
  } finally {
    await broker.close();
  }
};

const MEASUREMENTS: Readonly<Record<string, () => Promise<Measured>>> = {
  throughput: () => beside(measureThroughput),
  connects: () => beside(measureConnects),
  memory: () => beside(measureMemory),
  scheduler: () => measureScheduler(scale),
  histogram: () => measureHistogram(scale),
  history: () => measureHistory(scale),
  soak: () => beside(measureSoak),
};

const bench = new BenchRun(SIMULATOR_BENCH, {
  smoke: values.smoke,
  partial: values.reduced || positionals.length > 0,
});
for (const measure of chooseParts("measurement", MEASUREMENTS, positionals)) {
  bench.recordAll(await measure());
}
process.exitCode = bench.finish();
