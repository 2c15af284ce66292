import type { Report } from "../../bench/measure/index.ts";
import type { Measured } from "./figures.ts";
import { runClient } from "./run-client.ts";
import { type Plant, soak } from "./soak/soak.ts";

/** How much is done; `--reduced` is for whoever changes the engine, and says little about the bars. */
export interface Scale {
  readonly repeats: number;
  readonly nodes: number;
  readonly rounds: number;
  readonly connects: number;
  readonly memorySeconds: number;
  readonly schedulerSeconds: number;
  readonly histogramValues: number;
  readonly historyHours: number;
  readonly soakNodes: number;
  readonly soakSeconds: number;
  readonly plants: readonly Plant[];
}

/** What each run gave, by client, in the order of the runs. */
type Runs<Name extends string> = Readonly<Record<Name, readonly Report[]>>;

/** Runs all clients in turn, several times, so that what else the machine does meets all alike. */
async function interleave<Name extends string>(
  repeats: number,
  clients: Readonly<Record<Name, () => Promise<Report>>>,
): Promise<Runs<Name>> {
  const names = Object.keys(clients) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Report[]>;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const name of names) runs[name].push(await clients[name]());
  }
  return runs;
}

const valuesOf = (runs: readonly Report[], field: string): number[] => runs.map((run) => Number(run[field]));

/** Run by run: those that were neighbours in time. */
const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, index) => value / (theirs[index] as number));

/** Messages per CPU-second of both. */
export async function measureThroughput(url: string, { repeats, nodes, rounds }: Scale): Promise<Measured> {
  const run = (client: string, mode: string) => async (): Promise<Report> => {
    const result = await runClient(client, [url, mode, nodes, rounds]);
    if (Number(result["dropped"] ?? 0) > 0 || Number(result["lost"] ?? 0) > 0) {
      throw new Error(`${client} ${mode} dropped messages or connections: ${JSON.stringify(result)}`);
    }
    return result;
  };
  const runs = await interleave(repeats, {
    fleetSeven: run("fleet", "seven"),
    mqttJsCorked: run("mqtt-js", "corked"),
    mqttJsPlain: run("mqtt-js", "plain"),
    fleetPacket: run("fleet", "packet"),
    fleetSingle: run("fleet", "single"),
    mqttJsSingle: run("mqtt-js", "single"),
    fleetQos1: run("fleet", "qos1"),
    mqttJsQos1: run("mqtt-js", "qos1"),
    mqttJsQos1Corked: run("mqtt-js", "qos1-corked"),
  });
  const rates = Object.fromEntries(
    Object.entries(runs).map(([name, reports]) => [name, valuesOf(reports, "messagesPerCpuSecond")]),
  ) as Record<keyof typeof runs, number[]>;
  return {
    ...rates,
    single: ratios(rates.fleetSingle, rates.mqttJsSingle),
    packet: ratios(rates.fleetPacket, rates.mqttJsPlain),
    seven: ratios(rates.fleetSeven, rates.mqttJsPlain),
    sevenCorked: ratios(rates.fleetSeven, rates.mqttJsCorked),
    qos1: ratios(rates.fleetQos1, rates.mqttJsQos1),
    qos1Corked: ratios(rates.fleetQos1, rates.mqttJsQos1Corked),
  };
}

export async function measureConnects(url: string, { repeats, connects }: Scale): Promise<Measured> {
  const runs = await interleave(repeats, {
    fleet: () => runClient("fleet", [url, "connect", connects, 0]),
    mqttJs: () => runClient("mqtt-js", [url, "connect", connects, 0]),
  });
  const fleetConnect = valuesOf(runs.fleet, "cpuMsPerConnect");
  const mqttJsConnect = valuesOf(runs.mqttJs, "cpuMsPerConnect");
  return { fleetConnect, mqttJsConnect, connect: ratios(fleetConnect, mqttJsConnect) };
}

export async function measureMemory(
  url: string,
  { repeats, connects, memorySeconds }: Scale,
): Promise<Measured> {
  const runs = await interleave(repeats, {
    fleet: () => runClient("fleet", [url, "memory", connects, memorySeconds]),
  });
  return { memory: valuesOf(runs.fleet, "kilobytesPerNode") };
}

export async function measureScheduler({ repeats, schedulerSeconds }: Scale): Promise<Measured> {
  const runs = await interleave(repeats, {
    scheduler: () => runClient("scheduler", [50_000, schedulerSeconds]),
  });
  return { scheduler: valuesOf(runs.scheduler, "cpuMsPer100k") };
}

export async function measureHistogram({ repeats, histogramValues }: Scale): Promise<Measured> {
  const runs = await interleave(repeats, { both: () => runClient("histogram", [histogramValues]) });
  const histogramOwn = valuesOf(runs.both, "nanoseconds");
  const histogramHdr = valuesOf(runs.both, "hdrNanoseconds");
  return { histogramOwn, histogramHdr, histogram: ratios(histogramOwn, histogramHdr) };
}

export async function measureHistory({ repeats, historyHours }: Scale): Promise<Measured> {
  // The same bytes again can only be told of two.
  const { days } = await interleave(Math.max(2, repeats), {
    days: () => runClient("history", [100, 10, historyHours]),
  });
  return {
    history: valuesOf(days, "cpuSeconds").map((seconds) => seconds * (24 / historyHours)),
    historySame: [days.filter(({ hash }) => hash === days[0]?.["hash"]).length / days.length],
  };
}

export async function measureSoak(url: string, { soakNodes, soakSeconds, plants }: Scale): Promise<Measured> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await soak(url, { nodes: soakNodes, seconds: soakSeconds, plants }, say);
  return {
    soakGrowth: [result.growthPercent],
    soakStatuses: [result.lostStatuses],
    soakResponses: [result.lostResponses],
    soakSurplus: [result.surplus],
    soakRefused: [result.refused],
    soakSessions: [result.lostSessions],
    soakDrift: [result.driftMs],
    soakReadings: [result.missedReadings],
    soakNotEnded: [result.notEnded],
  };
}
