/**
 * What the live screen costs beside a fleet on mosquitto: CPU-seconds of one process with it and without it, in turns. Exit
 * status 1 when it is more than issue 4 allows.
 *
 * Usage: screen.ts [NODES ...]
 */
import { PassThrough } from "node:stream";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { keepYoungGenerationSmall } from "../src/fleet/young-generation.ts";
import { ScenarioRun } from "../src/run/scenario-run.ts";
import { openScreen } from "../src/screen/open-screen.tsx";

const NODES = [1000, 10_000];
const ROUNDS = 7;
const ROUND_MS = 5000;
/** Of the engine's CPU. */
const MOST_PERCENT = 5;
const CONNECT_LIMIT_MS = 120_000;
/** Connects leave garbage and unoptimised code behind, which rounds should not pay for. */
const CALM_MS = 5000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

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

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

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

/** @returns what the screen adds, percent */
async function measureScreen(nodes: number): Promise<number> {
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
    const [plain, drawn] = [median(without), median(withScreen)];
    const percent = (100 * (drawn - plain)) / plain;
    say(
      `${nodes} nodes, medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s: ${plain.toFixed(0)} CPU-ms without the screen, ` +
        `${drawn.toFixed(0)} with it, of which ${median(frames).toFixed(1)} in its frames`,
    );
    return percent;
  } finally {
    run.end("user");
    await run.finish();
    await broker.close();
  }
}

keepYoungGenerationSmall();
const wanted = process.argv.length > 2 ? process.argv.slice(2).map(Number) : NODES;
for (const nodes of wanted) {
  const percent = await measureScreen(nodes);
  const holds = percent < MOST_PERCENT;
  say(
    `${holds ? "holds" : "SHORT"}  the live screen beside ${nodes} nodes: ${percent.toFixed(1)} % of the engine's CPU (under ${MOST_PERCENT})`,
  );
  if (!holds) process.exitCode = 1;
}
