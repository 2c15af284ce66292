import { runClient } from "./run-client.ts";
import { type Plant, soak } from "./soak/soak.ts";

/** How much is done; `--reduced` is for whoever changes the engine, and says little about the bars. */
export interface Scale {
  readonly repeats: number;
  readonly nodes: number;
  readonly rounds: number;
  readonly connects: number;
  readonly memorySeconds: number;
  readonly historyHours: number;
  readonly soakNodes: number;
  readonly soakSeconds: number;
  readonly plants: readonly Plant[];
}

/** One bar: what was measured, and what it has to be. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly atLeast: boolean;
}

const atLeast = (name: string, value: number, limit: number, unit: string): Bar => ({
  name,
  value,
  unit,
  limit,
  atLeast: true,
});
const atMost = (name: string, value: number, limit: number, unit: string): Bar => ({
  name,
  value,
  unit,
  limit,
  atLeast: false,
});

type Report = Readonly<Record<string, number | string>>;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Messages per CPU-second of both, interleaved, so that what else the machine does meets both alike. */
export async function measureThroughput(
  url: string,
  scale: Scale,
  say: (line: string) => void,
): Promise<Bar[]> {
  const modes = [
    ["fleet", "seven"],
    ["mqtt-js", "corked"],
    ["mqtt-js", "single"],
    ["fleet", "single"],
    ["fleet", "qos1"],
    ["mqtt-js", "qos1"],
  ] as const;
  const rates = new Map<string, number[]>(modes.map((mode) => [mode.join(" "), []]));
  for (let repeat = 0; repeat < scale.repeats; repeat++) {
    for (const [client, mode] of modes) {
      const result = await runClient(client, [url, mode, scale.nodes, scale.rounds]);
      if (Number(result["dropped"] ?? 0) > 0 || Number(result["lost"] ?? 0) > 0) {
        throw new Error(`${client} ${mode} dropped messages or connections: ${JSON.stringify(result)}`);
      }
      rates.get(`${client} ${mode}`)?.push(Number(result["messagesPerCpuSecond"]));
    }
  }
  const rate = (key: string): number => median(rates.get(key) as number[]);
  for (const key of rates.keys()) say(`${key}: ${Math.round(rate(key))} messages per CPU-second`);
  const plain = rate("mqtt-js single");
  return [
    atLeast("QoS 0, one reading a write, against mqtt.js", rate("fleet single") / plain, 2.5, "times"),
    atLeast("QoS 0, seven readings a write, against plain mqtt.js", rate("fleet seven") / plain, 8, "times"),
    atLeast("the same against mqtt.js corked", rate("fleet seven") / rate("mqtt-js corked"), 4, "times"),
    atLeast("QoS 1 against mqtt.js", rate("fleet qos1") / rate("mqtt-js qos1"), 2.8, "times"),
  ];
}

export async function measureConnects(
  url: string,
  scale: Scale,
  say: (line: string) => void,
): Promise<Bar[]> {
  const costs: Record<"fleet" | "mqtt-js", number[]> = { fleet: [], "mqtt-js": [] };
  for (let repeat = 0; repeat < scale.repeats; repeat++) {
    for (const client of ["fleet", "mqtt-js"] as const) {
      const result = await runClient(client, [url, "connect", scale.connects, 0]);
      costs[client].push(Number(result["cpuMsPerConnect"]));
    }
  }
  const [ours, theirs] = [median(costs.fleet), median(costs["mqtt-js"])];
  say(`connect: ${ours.toFixed(3)} CPU-ms, mqtt.js ${theirs.toFixed(3)}`);
  return [atMost("connects, against mqtt.js", ours / theirs, 0.5, "times")];
}

export async function measureMemory(url: string, scale: Scale): Promise<Bar[]> {
  const result = await runClient("fleet", [url, "memory", scale.connects, scale.memorySeconds]);
  return [
    atMost(`RSS of ${result["nodes"]} publishing nodes`, Number(result["kilobytesPerNode"]), 15, "KB each"),
  ];
}

export async function measureScheduler(scale: Scale): Promise<Bar[]> {
  const costs: number[] = [];
  for (let repeat = 0; repeat < scale.repeats; repeat++) {
    costs.push(Number((await runClient("scheduler", [50_000, 20]))["cpuMsPer100k"]));
  }
  return [atMost("scheduler, 100,000 fires", median(costs), 100, "CPU-ms")];
}

export async function measureHistogram(say: (line: string) => void): Promise<Bar[]> {
  const result = await runClient("histogram", [10_000_000]);
  const [ours, theirs] = [Number(result["nanoseconds"]), Number(result["hdrNanoseconds"])];
  say(`histogram: ${ours.toFixed(1)} ns a value, hdr-histogram-js ${theirs.toFixed(1)}`);
  return [atMost("recording a time, against hdr-histogram-js", ours / theirs, 1, "times")];
}

export async function measureHistory(scale: Scale): Promise<Bar[]> {
  const runs: Report[] = [];
  for (let run = 0; run < 2; run++) runs.push(await runClient("history", [100, 10, scale.historyHours]));
  const [first, second] = runs as [Report, Report];
  const cpu = Math.max(Number(first["cpuSeconds"]), Number(second["cpuSeconds"])) * (24 / scale.historyHours);
  return [
    atMost("history of a day of 100 nodes at 10 s", cpu, 20, "CPU-s"),
    atLeast("the same bytes twice", first["hash"] === second["hash"] ? 1 : 0, 1, "(yes is 1)"),
  ];
}

export async function measureSoak(
  url: string,
  { soakNodes, soakSeconds, plants }: Scale,
  say: (line: string) => void,
): Promise<Bar[]> {
  const result = await soak(url, { nodes: soakNodes, seconds: soakSeconds, plants }, say);
  const name = (what: string): string => `soak of ${soakNodes} nodes, ${soakSeconds} s: ${what}`;
  return [
    atMost(name("growth of RSS"), result.growthPercent, 5, "%"),
    atMost(name("statuses lost"), result.lostStatuses, 0, ""),
    atMost(name("responses lost"), result.lostResponses, 0, ""),
    atMost(name("messages that no node sent"), result.surplus, 0, ""),
    atMost(name("commands refused"), result.refused, 0, ""),
    atMost(name("sessions lost"), result.lostSessions, 0, ""),
    atMost(name("drift of the schedule"), result.driftMs, 50, "ms"),
    atMost(name("readings left out"), result.missedReadings, 0, ""),
    atMost(name("nodes that did not end in order"), result.notEnded, 0, ""),
  ];
}
