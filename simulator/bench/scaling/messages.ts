import { cpus } from "node:os";
import { Mosquitto } from "@homesync/broker/testing";
import { METRIC_NAMES } from "@homesync/protocol";
import { connectAsync } from "mqtt";
import { median, type Point, serverUsage, type Usage } from "../../../bench/measure/index.ts";
import { connectRateOf, type LiveFleetSample, pause, startLiveFleet } from "./live-fleet.ts";

export interface MessagesScale {
  readonly nodes: number;
  readonly settleMs: number;
  readonly windowMs: number;
  readonly windows: number;
}

/** What mosquitto counts by itself. */
const TAKEN = "$SYS/broker/publish/messages/received";

/** Beyond this lag, or with a smaller share sent or taken, something no longer keeps up. */
const MOST_LAG_MS = 100;
const LEAST_SENT = 0.99;
/** The broker tells what it took once a second. */
const LEAST_TAKEN = 0.95;

/**
 * A fleet of which each node says every metric once a second of its own time, which passes `speed` times as fast; so do its
 * time-outs: a broker that is behind by 10 s of a node's time loses the node.
 */
export async function measureMessages(speed: number, scale: MessagesScale): Promise<Point> {
  const { nodes, settleMs, windowMs, windows } = scale;
  const mosquitto = await Mosquitto.start({ config: ["max_queued_messages 0", "sys_interval 1"] });
  try {
    const fleet = await startLiveFleet({
      url: mosquitto.url,
      nodes,
      intervalS: 1,
      connectRate: connectRateOf(nodes),
      speed,
    });
    const taken: { readonly atMs: number; readonly count: number }[] = [];
    const client = await connectAsync(mosquitto.url, { reconnectPeriod: 0 });
    client.on("message", (_topic, payload) => {
      taken.push({ atMs: performance.now(), count: Number(payload.toString()) });
    });
    await client.subscribeAsync(TAKEN);
    await pause(settleMs);
    const looks: Look[] = [];
    const firstTaken = taken.length;
    for (let window = 0; window <= windows; window++) {
      if (window > 0) await pause(windowMs);
      const [own, broker] = await Promise.all([fleet.sample(), serverUsage(mosquitto.pid)]);
      looks.push({ own, broker, machineSeconds: machineCpuSeconds() });
    }
    await client.endAsync(true);
    fleet.kill();
    const received = rateOf(taken.slice(Math.max(0, firstTaken - 1)));
    const each = looks.slice(1).map((look, index) => ratesBetween(looks[index] as Look, look));
    const middle = (key: keyof (typeof each)[number]): number => median(each.map((window) => window[key]));
    return {
      x: nodes * METRIC_NAMES.length * speed,
      values: {
        sent: middle("sent"),
        received,
        dropped: middle("dropped"),
        lagMs: middle("lagMs"),
        fleetCpu: middle("fleetCpu"),
        brokerCpu: middle("brokerCpu"),
        machineCpu: middle("machineCpu"),
        lost: (looks.at(-1) as Look).own.lost,
      },
    };
  } finally {
    await mosquitto.close();
  }
}

/** All there is to know at one moment. */
interface Look {
  readonly own: LiveFleetSample;
  readonly broker: Usage;
  readonly machineSeconds: number;
}

function ratesBetween(before: Look, after: Look) {
  const seconds = (after.own.atMs - before.own.atMs) / 1000;
  const percent = (usedSeconds: number): number => (100 * usedSeconds) / seconds;
  return {
    sent: (after.own.sent - before.own.sent) / seconds,
    dropped: (after.own.dropped - before.own.dropped) / seconds,
    lagMs: after.own.lagP99Ms,
    fleetCpu: percent(after.own.cpuSeconds - before.own.cpuSeconds),
    brokerCpu: percent(after.broker.cpuSeconds - before.broker.cpuSeconds),
    machineCpu: percent(after.machineSeconds - before.machineSeconds),
  };
}

/** What all processors have done since the machine started. */
const machineCpuSeconds = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1000;

/** Of a count that was told now and then. */
function rateOf(told: readonly { readonly atMs: number; readonly count: number }[]): number {
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    throw new Error("mosquitto told too seldom what it took");
  }
  return ((last.count - first.count) * 1000) / (last.atMs - first.atMs);
}

/** Whether fleet and broker both kept up. */
export function keptUp({ x, values }: Point): boolean {
  const { sent = 0, received = 0, dropped = 0, lost = 0, lagMs = 0 } = values;
  const all = sent >= LEAST_SENT * x && received >= LEAST_TAKEN * sent;
  return all && dropped === 0 && lost === 0 && lagMs <= MOST_LAG_MS;
}
