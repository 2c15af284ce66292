import { PassThrough } from "node:stream";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { ScenarioRun } from "../src/run/scenario-run.ts";
import { openScreen } from "../src/screen/open-screen.tsx";

/** What the live screen costs beside a fleet: CPU-seconds of this process with it and without it, in turns. */
const NODES = 10_000;
const ROUNDS = 5;
const ROUND_MS = 4000;
/** Issue 4: the screen must cost under 5 % of the engine's CPU. */
const MOST_PERCENT = 5;

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

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

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
  const [plain, drawn] = [median(without), median(withScreen)];
  const percent = (100 * (drawn - plain)) / plain;
  process.stdout.write(
    `${NODES} nodes, medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s: ${plain.toFixed(2)} CPU-s without the screen, ${drawn.toFixed(2)} with it: ${percent.toFixed(1)} % (at most ${MOST_PERCENT} %)\n`,
  );
  if (!(percent < MOST_PERCENT)) process.exitCode = 1;
} finally {
  run.end("user");
  await run.finish();
  await broker.close();
}
