import { MeasuredProcess, type Usage } from "../../bench/measure/index.ts";
import { BENCH_FLEET, type BenchFleet, homesOf, Load, topicCount } from "./load.ts";
import {
  inSurroundings,
  type MeasuredBridge,
  type Sample,
  seriesIn,
  startMeasuredBridge,
} from "./surroundings.ts";

/** Clients that look at every home: one in a hundred, at least one; each of the others looks at one. */
const seeAll = (clients: number): number => Math.ceil(clients / 100);
/** How long a change may take to reach all clients before it counts as lost, milliseconds: generous, as nothing is timed. */
const DELIVERY_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

interface ClientsSample extends Usage {
  /** Changes that all clients together were told. */
  readonly changes: number;
  /** WebSocket messages with changes. */
  readonly frames: number;
  /** Frames that were left out or came twice, and connections that ended. */
  readonly faults: number;
}

type Clients = MeasuredProcess<unknown, ClientsSample>;

interface Stream {
  readonly messages: number;
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

/** What telling clients costs, beside the same stream with nobody there. */
export interface LiveResult {
  /** One a run, as the following. */
  readonly alone: readonly Stream[];
  readonly watched: readonly (Stream & { readonly frames: number })[];
  /** Changes that some client was not told. */
  readonly missed: number;
  readonly faults: number;
}

/** The homes of each client. */
const homesOfClients = (clients: number, homes: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: clients }, (_, client) =>
    client < seeAll(clients) ? homes : [homes[client % homes.length] as string],
  );

/**
 * Sends every reading of the fleet once, waits until all clients were told, and again; ends early when
 * they were not. Changes of one metric within a tenth of a second are told as one: sent like this there are none, so that how
 * many must be told is known.
 */
async function stream(
  rounds: number,
  bridge: MeasuredBridge,
  load: Load,
  delivered: (round: number) => Promise<boolean>,
): Promise<Stream> {
  const before = await bridge.sample();
  let rssMegabytes = 0;
  let latest = before;
  const sample = async (): Promise<Sample> => {
    latest = await bridge.sample();
    rssMegabytes = Math.max(rssMegabytes, latest.rssMegabytes);
    return latest;
  };
  for (let round = 1; round <= rounds; round++) {
    await load.run(load.topics, async () => (await sample()).received);
    if (!(await delivered(round))) break;
  }
  while ((await sample()).stored - before.stored < latest.received - before.received) await pause();
  return {
    messages: latest.received - before.received,
    cpuSeconds: latest.cpuSeconds - before.cpuSeconds,
    rssMegabytes,
  };
}

/** @returns false when some changes can no longer be expected */
async function awaitChanges(clients: Clients, expected: number): Promise<boolean> {
  const deadline = Date.now() + DELIVERY_TIMEOUT_MS;
  for (;;) {
    const { changes, faults } = await clients.sample();
    if (changes >= expected) return true;
    if (faults > 0 || Date.now() > deadline) return false;
    await pause();
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

interface LiveOptions {
  /** To send in a run, about; at least one of each metric of each node. */
  readonly messages: number;
  readonly clients: number;
  readonly runs: number;
  readonly fleet?: BenchFleet;
}

/** Many apps look at the homes of a fleet while it sends. */
export const measureLive = ({
  messages,
  clients,
  runs,
  fleet = BENCH_FLEET,
}: LiveOptions): Promise<LiveResult> =>
  inSurroundings(async (surroundings) => {
    const rounds = Math.max(1, Math.round(messages / topicCount(fleet)));
    const bridge = await startMeasuredBridge({
      dataDirectory: surroundings.dataDirectory,
      broker: { kind: "external", url: surroundings.mosquitto.url, telemetryQos: 0 },
      series: seriesIn(surroundings),
      http: { port: 0, requestsPerToken: 1_000 + 10 * clients },
      live: { maxClients: clients, maxClientsPerToken: clients },
    });
    const load = await Load.connect(bridge.ready.brokerUrl, 0, fleet);
    const nobody = async (): Promise<boolean> => true;
    await stream(rounds, bridge, load, nobody);
    const alone: Stream[] = [];
    for (let run = 0; run < runs; run++) alone.push(await stream(rounds, bridge, load, nobody));

    const homes = homesOf(fleet);
    const homesSeen = homesOfClients(clients, homes);
    const { apiUrl, token } = bridge.ready;
    const watching: Clients = await MeasuredProcess.start(new URL("./live-clients.js", import.meta.url), {
      apiUrl,
      token,
      clients: homesSeen,
    });
    const changesARound = (homesSeen.flat().length * topicCount(fleet)) / homes.length;
    const watched: LiveResult["watched"][number][] = [];
    let told = await watching.sample();
    for (let run = 0; run < runs; run++) {
      const frames = told.frames;
      const result = await stream(rounds, bridge, load, (round) =>
        awaitChanges(watching, (run * rounds + round) * changesARound),
      );
      told = await watching.sample();
      watched.push({ ...result, frames: told.frames - frames });
    }
    await watching.end();
    await bridge.end();
    load.close();
    return {
      alone,
      watched,
      missed: runs * rounds * changesARound - told.changes,
      faults: told.faults,
    };
  });
