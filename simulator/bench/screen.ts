import { PassThrough } from "node:stream";
import { parseArgs } from "node:util";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { BenchRun } from "../../bench/measure/index.ts";
import { ScenarioRun } from "../src/run/scenario-run.ts";
import { openScreen } from "../src/screen/open-screen.tsx";
import { SCREEN_BENCH } from "./screen-figures.ts";

/** What the live screen costs beside a fleet: CPU-seconds of this process with it and without it, in turns. */
const { smoke } = parseArgs({ options: { smoke: { type: "boolean", default: false } } }).values;
const NODES = smoke ? 100 : 10_000;
const ROUNDS = smoke ? 1 : 5;
const ROUND_MS = smoke ? 1000 : 4000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** CPU-seconds that this process takes in a round. */
async function measure(): Promise<number> {
  const before = process.cpuUsage();
  await wait(ROUND_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Enough of a terminal for Ink; what is drawn goes nowhere. */
function terminal() {
  const output = Object.assign(new PassThrough(), { columns: 120, rows: 50, isTTY: true });
  output.resume();
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  });
  return {
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
  };
}

const bench = new BenchRun(SCREEN_BENCH, { smoke });
const broker = await Mosquitto.start();
const run = await ScenarioRun.start({
  scenario: {
    name: "screen",
    fleet: { nodes: NODES, seed: 1, interval_s: 1, rate_per_s: 1000 },
    thresholds: ["connect.failed == 0", "publish.ack.p99 < 1s"],
  },
  access: { address: parseBrokerUrl(broker.url) },
});
try {
  await run.fleet.whenConnected();
  await wait(2000);
  const without: number[] = [];
  const withScreen: number[] = [];
  // The first of each warms up: Ink and React are loaded and compiled then.
  for (let round = 0; round <= ROUNDS; round++) {
    const plain = await measure();
    const screen = openScreen(run, terminal());
    const drawn = await measure();
    screen.close();
    if (round === 0) continue;
    without.push(plain);
    withScreen.push(drawn);
  }
  bench.recordAll({
    without,
    with: withScreen,
    share: withScreen.map((drawn, round) => 100 * (drawn / (without[round] as number) - 1)),
  });
  process.exitCode = bench.finish();
} finally {
  run.end("user");
  await run.finish();
  await broker.close();
}
