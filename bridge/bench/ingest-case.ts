import { MeasuredProcess } from "../../bench/measure/index.ts";
import type { BridgeConfig } from "../src/index.ts";
import type { Measured } from "./figures.ts";
import { Load } from "./load.ts";
import {
  inSurroundings,
  type Sample,
  type Subject,
  type Surroundings,
  seriesIn,
  startMeasuredBridge,
} from "./surroundings.ts";

/** One way of a message through the bridge. */
interface IngestCase {
  readonly figure: "influxQos0" | "influxQos1" | "embedded";
  readonly qos: 0 | 1;
  readonly store: "influx" | "sqlite";
  readonly broker: "mosquitto" | "embedded";
}

export const INGEST_CASES: readonly IngestCase[] = [
  { figure: "influxQos0", qos: 0, store: "influx", broker: "mosquitto" },
  { figure: "influxQos1", qos: 1, store: "influx", broker: "mosquitto" },
  { figure: "embedded", qos: 0, store: "sqlite", broker: "embedded" },
];

/** What a round cost. */
export interface Result {
  readonly perCpuSecond: number;
  readonly rssMegabytes: number;
}

const STORE_POLL_MS = 100;

/** Sends one round to a process and waits until all of it is stored. */
export async function measureRound(subject: Subject, load: Load, messages: number): Promise<Result> {
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
    await new Promise((resolve) => setTimeout(resolve, STORE_POLL_MS));
    after = await subject.sample();
  }
  return {
    perCpuSecond: (after.received - before.received) / (after.cpuSeconds - before.cpuSeconds),
    rssMegabytes: Math.max(rssMegabytes, after.rssMegabytes),
  };
}

/** Rounds of one process, alone; the first, which warms up, is not among them. */
async function measureRounds(
  subject: Subject,
  load: Load,
  messages: number,
  rounds: number,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let round = 0; round <= rounds; round++) {
    const result = await measureRound(subject, load, messages);
    if (round > 0) results.push(result);
  }
  return results;
}

/** What a message costs on its way through the bridge, and mqtt.js alone on the same stream. */
export const measureIngest = (ingest: IngestCase, messages: number, rounds: number): Promise<Measured> =>
  inSurroundings(async (surroundings) => {
    const bridge = await startMeasuredBridge(configOf(ingest, surroundings));
    const load = await Load.connect(bridge.ready.brokerUrl, ingest.qos);
    const results = await measureRounds(bridge, load, messages, rounds);
    await bridge.end();
    const rates = results.map(({ perCpuSecond }) => perCpuSecond);
    const rss = [Math.max(...results.map(({ rssMegabytes }) => rssMegabytes))];
    if (ingest.figure === "embedded") {
      load.close();
      return { embedded: rates, embeddedRss: rss };
    }
    const bare: Subject = await MeasuredProcess.start(new URL("./bare-subscriber.js", import.meta.url), {
      brokerUrl: surroundings.mosquitto.url,
      telemetryQos: ingest.qos,
    });
    const bareRates = (await measureRounds(bare, load, messages, rounds)).map(
      ({ perCpuSecond }) => perCpuSecond,
    );
    await bare.end();
    load.close();
    const { figure } = ingest;
    return { [figure]: rates, [`${figure}Bare`]: bareRates, [`${figure}Rss`]: rss };
  });

const configOf = ({ broker, qos, store }: IngestCase, surroundings: Surroundings): BridgeConfig => ({
  dataDirectory: surroundings.dataDirectory,
  broker:
    broker === "embedded"
      ? { kind: "embedded", port: 0 }
      : { kind: "external", url: surroundings.mosquitto.url, telemetryQos: qos },
  series: store === "sqlite" ? { kind: "sqlite" } : seriesIn(surroundings),
});
