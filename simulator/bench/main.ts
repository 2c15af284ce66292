/**
 * What a fleet costs, beside a real mosquitto and mqtt.js doing the same work, each in a process of its own. Exit status 1
 * when a bar of the issue falls short. CPU-seconds, medians; wall-clock rates on shared machines mean little.
 *
 * Usage: main.ts [--reduced] [--soak-seconds N] [--soak-nodes N] [--plant leak|drift|status|response ...]
 *   [throughput|connects|memory|scheduler|histogram|history|soak ...]
 */
import { parseArgs } from "node:util";
import { Mosquitto } from "@homesync/broker/testing";
import {
  type Bar,
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
  rounds: 30,
  connects: 10_000,
  memorySeconds: 20,
  historyHours: 24,
  soakNodes: wholeNumber("soak-nodes", 500),
  soakSeconds: wholeNumber("soak-seconds", 60),
  plants,
};
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
const scale = values.reduced ? REDUCED : FULL;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Each beside a broker of its own: what one leaves does not burden the next. */
const beside = async (measure: (url: string) => Promise<Bar[]>): Promise<Bar[]> => {
  const broker = await Mosquitto.start({ config: ["max_queued_messages 0"] });
  try {
    return await measure(broker.url);
  } finally {
    await broker.close();
  }
};

const MEASUREMENTS: Readonly<Record<string, () => Promise<Bar[]>>> = {
  throughput: () => beside((url) => measureThroughput(url, scale, say)),
  connects: () => beside((url) => measureConnects(url, scale, say)),
  memory: () => beside((url) => measureMemory(url, scale)),
  scheduler: () => measureScheduler(scale),
  histogram: () => measureHistogram(say),
  history: () => measureHistory(scale),
  soak: () => beside((url) => measureSoak(url, scale, say)),
};

const wanted = positionals.length === 0 ? Object.keys(MEASUREMENTS) : positionals;
let short = 0;
for (const name of wanted) {
  const measure = MEASUREMENTS[name];
  if (measure === undefined) {
    throw new Error(`no measurement ${name}: choose from ${Object.keys(MEASUREMENTS).join(", ")}`);
  }
  for (const { name: what, value, unit, limit, atLeast } of await measure()) {
    const holds = atLeast ? value >= limit : value <= limit;
    if (!holds) short++;
    const bar = `${atLeast ? "at least" : "at most"} ${limit}`;
    say(`${holds ? "holds" : "SHORT"}  ${what}: ${Number(value.toPrecision(3))} ${unit} (${bar})`);
  }
}
if (short > 0) {
  say(`${short} of the bars fell short`);
  process.exitCode = 1;
}
