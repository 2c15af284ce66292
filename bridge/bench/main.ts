/**
 * What the bridge costs, in messages per CPU-second of its own process, beside a bare mqtt.js subscriber on the same
 * stream; against real servers. Wall-clock rates on shared machines mean little. Exit status 1 when a bar falls short.
 *
 * Usage: main.ts [messages a round] [part of a case's name]; at least 100,000 messages for figures that mean something
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfluxServer } from "@homesync/broker/testing";
import type { BridgeConfig } from "../src/index.ts";
import { LIVE_CASE, runLiveCase } from "./live-case.ts";
import { Load } from "./load.ts";
import { MeasuredProcess, type Sample } from "./measured-process.ts";
import { MAX_RSS_MEGABYTES, startMeasuredBridge, startMosquitto } from "./surroundings.ts";

const messages = Number(process.argv[2] ?? 300_000);
const ROUNDS = 3;

interface Case {
  readonly name: string;
  readonly qos: 0 | 1;
  readonly barPerCpuSecond: number;
  readonly store: "influx" | "sqlite";
  readonly broker: "mosquitto" | "embedded";
}

const CASES: readonly Case[] = [
  { name: "QoS 0 into InfluxDB", qos: 0, barPerCpuSecond: 90_000, store: "influx", broker: "mosquitto" },
  {
    name: "QoS 1, durable log, InfluxDB",
    qos: 1,
    barPerCpuSecond: 45_000,
    store: "influx",
    broker: "mosquitto",
  },
  {
    name: "embedded broker and SQLite",
    qos: 0,
    barPerCpuSecond: 30_000,
    store: "sqlite",
    broker: "embedded",
  },
];

interface Result {
  readonly perCpuSecond: number;
  readonly rssMegabytes: number;
}

/** Sends one round to a process and waits until all of it is stored. */
async function measure(subject: MeasuredProcess, load: Load): Promise<Result> {
  const before = await subject.sample();
  let rssMegabytes = 0;
  const received = async (): Promise<number> => {
    const sample = await subject.sample();
    rssMegabytes = Math.max(rssMegabytes, sample.rssMegabytes);
    return sample.received;
  };
  await load.run(messages, received);
  let after: Sample = await subject.sample();
  while (after.stored - before.stored < after.received - before.received) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    after = await subject.sample();
  }
  return {
    perCpuSecond: (after.received - before.received) / (after.cpuSeconds - before.cpuSeconds),
    rssMegabytes: Math.max(rssMegabytes, after.rssMegabytes),
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function runCase(each: Case): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), "homesync-bench-"));
  const mosquitto = each.broker === "mosquitto" ? await startMosquitto() : undefined;
  const influx = each.store === "influx" ? await InfluxServer.start() : undefined;
  const bridgeConfig: BridgeConfig = {
    dataDirectory: join(directory, "data"),
    broker:
      mosquitto === undefined
        ? { kind: "embedded", port: 0 }
        : { kind: "external", url: mosquitto.url, telemetryQos: each.qos },
    series:
      influx === undefined
        ? { kind: "sqlite" }
        : { kind: "influx", version: 1, url: influx.url, database: influx.database },
  };
  try {
    const bridge: Result[] = [];
    const bare: Result[] = [];
    // In turn, each alone, so that what else the machine does meets both.
    const subject = await startMeasuredBridge(bridgeConfig);
    const load = await Load.connect(subject.ready.brokerUrl, each.qos);
    await measure(subject, load);
    for (let round = 0; round < ROUNDS; round++) bridge.push(await measure(subject, load));
    await subject.end();
    if (mosquitto !== undefined) {
      const other = await MeasuredProcess.start("./bare-subscriber.js", {
        brokerUrl: mosquitto.url,
        telemetryQos: each.qos,
      });
      await measure(other, load);
      for (let round = 0; round < ROUNDS; round++) bare.push(await measure(other, load));
      await other.end();
    }
    load.close();
    return report(each, bridge, bare);
  } finally {
    await Promise.all([mosquitto?.close(), influx?.close()]);
    await rm(directory, { recursive: true, force: true });
  }
}

function report(
  { name, barPerCpuSecond }: Case,
  bridge: readonly Result[],
  bare: readonly Result[],
): boolean {
  const rate = median(bridge.map(({ perCpuSecond }) => perCpuSecond));
  const rss = Math.max(...bridge.map(({ rssMegabytes }) => rssMegabytes));
  const passed = rate >= barPerCpuSecond && rss < MAX_RSS_MEGABYTES;
  const beside =
    bare.length === 0
      ? ""
      : `; mqtt.js alone ${thousands(median(bare.map(({ perCpuSecond }) => perCpuSecond)))}`;
  process.stdout.write(
    `${passed ? "ok  " : "FAIL"} ${name}: ${thousands(rate)} messages per CPU-second (bar ${thousands(barPerCpuSecond)}), ${Math.round(rss)} MB (bar ${MAX_RSS_MEGABYTES})${beside}\n`,
  );
  return passed;
}

const thousands = (rate: number): string => `${Math.round(rate / 1_000)}k`;

const wanted = process.argv[3];
let failed = false;
const isWanted = (name: string): boolean => wanted === undefined || name.includes(wanted);
for (const each of CASES) {
  if (isWanted(each.name) && !(await runCase(each))) failed = true;
}
if (isWanted(LIVE_CASE) && !(await runLiveCase(messages))) failed = true;
process.exitCode = failed ? 1 : 0;
