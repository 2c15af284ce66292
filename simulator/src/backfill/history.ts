import { parseBrokerUrl } from "@homesync/broker/reach";
import { SETTINGS } from "@homesync/protocol";
import type { FleetOptions } from "../fleet/options.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import { MemoryBroker } from "../mqtt/memory-broker.ts";
import { VirtualClock } from "../scheduler/virtual-clock.ts";
import { type HistoryFormat, lineWriter } from "./format.ts";
import type { HistorySink } from "./sink.ts";

/** What to make history of. */
export interface HistoryOptions
  extends Pick<FleetOptions, "nodes" | "homes" | "homePrefix" | "intervalS" | "profiles"> {
  readonly seed: number;
  /** Unix time, ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: HistoryFormat;
  /** Takes every sample that a node takes, one a second, instead of those that a heartbeat or a deadband can need. */
  readonly everySample?: boolean;
}

export interface HistorySummary {
  readonly readings: number;
  readonly nodes: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Time that passes between two looks at the sink. */
const SLICE_MS = 60_000;
/** Nodes are switched on at once: there is no broker to run over. */
const CONNECT_RATE = 10_000;
const DEFAULT_INTERVAL_S = Number(SETTINGS.telemetry_interval_s.default);
/** Text collected before it goes to the sink. */
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Runs a fleet on a virtual clock over connections of memory and gives every reading to the sink: the same nodes with their
 * meters, as fast as the machine allows. The same options give the same bytes.
 * @throws FleetOptionsError
 * @throws HistorySinkError when the sink cannot take it
 */
export async function writeHistory(options: HistoryOptions, sink: HistorySink): Promise<HistorySummary> {
  const { fromMs, toMs, format, everySample = false, ...fleetOptions } = options;
  const write = lineWriter(format);
  const clock = new VirtualClock(fromMs);
  const broker = new MemoryBroker(clock, () => undefined);
  let readings = 0;
  let collected = "";
  // Line protocol is ASCII, which is copied faster when it is known to be.
  const bytesOf = (text: string): Buffer => Buffer.from(text, format === "line" ? "latin1" : "utf8");
  const fleet = await startFleet({
    ...fleetOptions,
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    connectRate: CONNECT_RATE,
    sampleEveryS: everySample ? 1 : sampleEveryS(options.intervalS),
    clock,
    dial: broker.dial,
    tap: (source, topicAt, topicLength, payloadAt, payloadLength) => {
      const line = write(
        latin1(source, topicAt, topicAt + topicLength),
        latin1(source, payloadAt, payloadAt + payloadLength),
      );
      if (line === "") return;
      readings++;
      collected += line;
    },
  });
  try {
    for (let atMs = fromMs; atMs < toMs; atMs += SLICE_MS) {
      clock.advance(Math.min(SLICE_MS, toMs - atMs));
      if (collected.length < CHUNK_CHARACTERS) continue;
      await sink.write(bytesOf(collected));
      collected = "";
    }
    await sink.write(bytesOf(collected));
    await sink.close();
  } finally {
    fleet.kill();
  }
  return { readings, nodes: options.nodes, fromMs, toMs };
}

/**
 * How seldom a node may look at its sensors and still publish each heartbeat in its time: a divisor of the heartbeat, at most
 * the five seconds in which it publishes nothing a second time.
 */
function sampleEveryS(intervalS = DEFAULT_INTERVAL_S): number {
  return [5, 4, 3, 2].find((seconds) => intervalS % seconds === 0) ?? 1;
}

/** Identifiers and numbers are ASCII; a unit outside of it is not looked at. */
const latin1 = (source: Uint8Array, from: number, to: number): string =>
  (source as Buffer).toString("latin1", from, to);
