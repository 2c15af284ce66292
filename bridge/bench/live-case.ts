import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfluxServer } from "@homesync/broker/testing";
import { HOMES, Load, TOPICS } from "./load.ts";
import { MeasuredProcess, type Ready, type Sample } from "./measured-process.ts";
import { MAX_RSS_MEGABYTES, startMeasuredBridge, startMosquitto } from "./surroundings.ts";

/** What a bridge alone may take, and 100 KB for each of a thousand clients: socket, buffers, what waits for it. */
const MAX_RSS_WITH_CLIENTS_MEGABYTES = MAX_RSS_MEGABYTES + 100;

const CLIENTS = 1_000;
/** Clients that look at every home; each of the others looks at one. */
const SEE_ALL = 10;
export const LIVE_CASE = `${CLIENTS.toLocaleString("en")} WebSocket clients`;
/** How long a change may take to reach all clients before it counts as lost, milliseconds: generous, as nothing is timed. */
const DELIVERY_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

interface ClientsSample extends Sample {
  /** WebSocket messages with changes. */
  readonly frames: number;
  /** Frames that were left out or came twice, and connections that ended. */
  readonly faults: number;
}

type Clients = MeasuredProcess<Ready, ClientsSample>;

interface Stream {
  readonly messages: number;
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

/** The homes of each client. */
const homesOfClients = (): readonly (readonly string[])[] =>
  Array.from({ length: CLIENTS }, (_, client) =>
    client < SEE_ALL ? HOMES : [HOMES[client % HOMES.length] as string],
  );

/**
 * Sends every reading of the fleet once, waits until all clients were told, and again; ends early when
 * they were not. Changes of one metric within a tenth of a second are told as one: sent like this there are none, so that how
 * many must be told is known.
 */
async function stream(
  rounds: number,
  bridge: MeasuredProcess,
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
    await load.run(TOPICS, async () => (await sample()).received);
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
async function awaitChanges(clients: Clients, changes: number): Promise<boolean> {
  const deadline = Date.now() + DELIVERY_TIMEOUT_MS;
  for (;;) {
    const { received, faults } = await clients.sample();
    if (received >= changes) return true;
    if (faults > 0 || Date.now() > deadline) return false;
    await pause();
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/**
 * Many apps look at the homes of a fleet while it sends: what telling them costs, beside the same stream with nobody there.
 * @param messages to send, about; at least one of each metric of each node
 * @returns whether every change was told to all, within the bar
 */
export async function runLiveCase(messages: number): Promise<boolean> {
  const rounds = Math.max(1, Math.round(messages / TOPICS));
  const directory = await mkdtemp(join(tmpdir(), "homesync-bench-"));
  const mosquitto = await startMosquitto();
  const influx = await InfluxServer.start();
  try {
    const bridge = await startMeasuredBridge({
      dataDirectory: join(directory, "data"),
      broker: { kind: "external", url: mosquitto.url, telemetryQos: 0 },
      series: { kind: "influx", version: 1, url: influx.url, database: influx.database },
      http: { port: 0, requestsPerToken: 10 * CLIENTS },
      live: { maxClients: CLIENTS, maxClientsPerToken: CLIENTS },
    });
    const load = await Load.connect(bridge.ready.brokerUrl, 0);
    const nobody = async (): Promise<boolean> => true;
    await stream(rounds, bridge, load, nobody);
    const alone = await stream(rounds, bridge, load, nobody);

    const homes = homesOfClients();
    const { apiUrl, token } = bridge.ready;
    const clients: Clients = await MeasuredProcess.start("./live-clients.js", {
      apiUrl,
      token,
      clients: homes,
    });
    const changesARound = (homes.flat().length * TOPICS) / HOMES.length;
    const watched = await stream(rounds, bridge, load, (round) =>
      awaitChanges(clients, round * changesARound),
    );
    const told = await clients.sample();
    await clients.end();
    await bridge.end();
    load.close();
    return report(alone, watched, told, rounds * changesARound);
  } finally {
    await Promise.all([mosquitto.close(), influx.close()]);
    await rm(directory, { recursive: true, force: true });
  }
}

function report(alone: Stream, watched: Stream, told: ClientsSample, expected: number): boolean {
  const rss = Math.max(alone.rssMegabytes, watched.rssMegabytes);
  const passed = told.received === expected && told.faults === 0 && rss < MAX_RSS_WITH_CLIENTS_MEGABYTES;
  const perThousand = (cpuSeconds: number, count: number): string =>
    `${((cpuSeconds / count) * 1_000).toPrecision(2)} CPU-seconds`;
  const ratio = watched.cpuSeconds / watched.messages / (alone.cpuSeconds / alone.messages);
  process.stdout.write(
    `${passed ? "ok  " : "FAIL"} ${LIVE_CASE}: ${told.received} of ${expected} changes told in ${told.frames} messages, ${told.faults} faults (bar 0), ${perThousand(watched.cpuSeconds, told.frames)} per 1,000 messages told, ${Math.round(rss)} MB (bar ${MAX_RSS_WITH_CLIENTS_MEGABYTES}, without clients ${Math.round(alone.rssMegabytes)}); per 1,000 messages of the nodes ${perThousand(watched.cpuSeconds, watched.messages)}, without clients ${perThousand(alone.cpuSeconds, alone.messages)} (1 to ${ratio.toFixed(1)})\n`,
  );
  return passed;
}
