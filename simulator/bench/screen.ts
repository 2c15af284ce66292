/**
 * What the live screen costs beside a fleet on mosquitto: CPU-seconds of one process with it and without it, in turns. Exit
 * status 1 when it is more than issue 4 allows.
 *
 * Usage: screen.ts [--smoke]
 */
import { PassThrough } from "node:stream";
import { parseArgs } from "node:util";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { BenchRun } from "../../bench/measure/index.ts";
import { keepYoungGenerationSmall } from "../src/fleet/young-generation.ts";
import { ScenarioRun } from "../src/run/scenario-run.ts";
import { openScreen } from "../src/screen/open-screen.ts";
import { SCREEN_BENCH } from "./screen-figures.ts";

const { smoke } = parseArgs({ options: { smoke: { type: "boolean", default: false } } }).values;
const [SMALL, LARGE] = smoke ? [50, 100] : [1000, 10_000];
const ROUNDS = smoke ? 1 : 5;
/** Long enough for several refreshes, which are five seconds apart at most. */
const ROUND_MS = smoke ? 1000 : 8000;
const CONNECT_LIMIT_MS = 120_000;
/** Connects leave garbage and unoptimised code behind, which rounds should not pay for. */
const CALM_MS = smoke ? 0 : 5000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** CPU that this process takes in a round, ms. */
async function measureRound(): Promise<number> {
  const before = process.cpuUsage();
  await wait(ROUND_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Enough of a terminal for Ink; what is drawn goes nowhere, but is looked at. */
function terminal() {
  const output = Object.assign(new PassThrough(), { columns: 120, rows: 50, isTTY: true });
  const seen = { nodes: false };
  output.on("data", (drawn: Buffer) => {
    seen.nodes ||= drawn.includes("nodes connected");
  });
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  });
  return {
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    seen,
  };
}

/** CPU-ms of each round, and what of it went into frames. */
interface Rounds {
  readonly without: readonly number[];
  readonly withScreen: readonly number[];
  readonly frames: readonly number[];
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

async function measureScreen(nodes: number): Promise<Rounds> {
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
        const { seen, ...streams } = terminal();
        const screen = await openScreen(run, streams);
        // The first frame, with all of the screen to be set up, comes once a run.
        const openedCpuMs = screen.cpuMs;
        const drawn = await measureRound();
        screen.close();
        if (!seen.nodes) throw new Error("the screen drew nothing: what it costs was not measured");
        if (round > 0) frames.push(screen.cpuMs - openedCpuMs);
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
    return { without, withScreen, frames };
  } finally {
    run.end("user");
    await run.finish();
    await broker.close();
  }
}

/** What the screen costs more, percent, round by round: those that were neighbours in time. */
const shares = ({ without, withScreen }: Rounds): number[] =>
  withScreen.map((drawn, round) => 100 * (drawn / (without[round] as number) - 1));

keepYoungGenerationSmall();
const bench = new BenchRun(SCREEN_BENCH, { smoke });
const small = await measureScreen(SMALL);
bench.recordAll({
  small: small.without,
  smallScreen: small.withScreen,
  smallFrames: small.frames,
  smallShare: shares(small),
});
const large = await measureScreen(LARGE);
bench.recordAll({
  large: large.without,
  largeScreen: large.withScreen,
  largeFrames: large.frames,
  largeShare: shares(large),
});
process.exitCode = bench.finish();
