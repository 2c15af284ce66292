/**
 * What the live screen costs beside a fleet on mosquitto: CPU-seconds of one process with it and without it, in turns. Exit
 * status 1 when it is more than issue 4 allows.
 *
 * Usage: screen.ts [--smoke] [1000|10000 ...]
 */
import { PassThrough } from "node:stream";
import { parseArgs } from "node:util";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { BenchRun } from "../../bench/measure/index.ts";
import { keepYoungGenerationSmall } from "../src/fleet/young-generation.ts";
import { ScenarioRun } from "../src/run/scenario-run.ts";
import { openScreen } from "../src/screen/open-screen.tsx";
import { SCREEN_BENCH } from "./screen-figures.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: "boolean", default: false } },
});
const { smoke } = values;

const FLEETS = ["1000", "10000"] as const;
const ROUNDS = smoke ? 1 : 7;
const ROUND_MS = smoke ? 500 : 5000;
/** A smoke run is of a hundredth of the nodes. */
const FRACTION = smoke ? 0.01 : 1;
const CONNECT_LIMIT_MS = 120_000;
/** Connects leave garbage and unoptimised code behind, which rounds should not pay for. */
const CALM_MS = smoke ? 500 : 5000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** CPU that this process takes in a round, ms. */
async function measureRound(): Promise<number> {
  const before = process.cpuUsage();
  await wait(ROUND_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
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

async function connected(run: ScenarioRun, nodes: number): Promise<void> {
  const endMs = performance.now() + CONNECT_LIMIT_MS;
  while (run.measure().gauges["nodes.connected"] < nodes) {
    if (performance.now() > endMs) {
      const { gauges, errors } = run.measure();
      throw new Error(
        `${gauges["nodes.connected"]} of ${nodes} nodes connected in ${CONNECT_LIMIT_MS / 1000} s: ${JSON.stringify(errors)}`,
      );
    }
    await wait(200);
  }
  await wait(CALM_MS);
}

/** What it costs in each round, CPU-ms: the process without the screen, with it, and the screen's frames alone. */
interface Costs {
  readonly without: readonly number[];
  readonly with: readonly number[];
  readonly frames: readonly number[];
}

async function measureScreen(nodes: number): Promise<Costs> {
  const broker = await Mosquitto.start({ config: ["max_queued_messages 0"] });
  const run = await ScenarioRun.start({
    scenario: {
      name: "screen",
      fleet: { nodes, seed: 1, rate_per_s: 500 },
      thresholds: ["connect.failed == 0", "publish.ack.p99 < 1s"],
    },
    access: { address: parseBrokerUrl(broker.url) },
  });
  try {
    await connected(run, nodes);
    const without: number[] = [];
    const withScreen: number[] = [];
    const frames: number[] = [];
    // The first of each warms up: Ink and React are compiled then.
    for (let round = 0; round <= ROUNDS; round++) {
      const measureDrawn = async (): Promise<number> => {
        const screen = openScreen(run, terminal());
        const drawn = await measureRound();
        screen.close();
        if (round > 0) frames.push(screen.cpuMs);
        return drawn;
      };
      // Each first in turn, so that what changes with time meets both alike.
      const drawnFirst = round % 2 === 0 ? await measureDrawn() : undefined;
      const plain = await measureRound();
      const drawn = drawnFirst ?? (await measureDrawn());
      if (round === 0) continue;
      without.push(plain);
      withScreen.push(drawn);
    }
    return { without, with: withScreen, frames };
  } finally {
    run.end("user");
    await run.finish();
    await broker.close();
  }
}

keepYoungGenerationSmall();
const bench = new BenchRun(SCREEN_BENCH, { smoke, partial: positionals.length > 0 });
for (const fleet of FLEETS) {
  if (positionals.length > 0 && !positionals.includes(fleet)) continue;
  const costs = await measureScreen(Number(fleet) * FRACTION);
  bench.record(`without${fleet}`, costs.without);
  bench.record(`with${fleet}`, costs.with);
  bench.record(`frames${fleet}`, costs.frames);
  bench.record(
    `share${fleet}`,
    costs.with.map((drawn, round) => 100 * (drawn / (costs.without[round] as number) - 1)),
  );
}
process.exitCode = bench.finish();
