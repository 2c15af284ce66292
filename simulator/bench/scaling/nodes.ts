import { Mosquitto } from "@homesync/broker/testing";
import { serverUsage, type Usage } from "../../../bench/measure/index.ts";
import { Listener } from "./listener.ts";
import {
  connectRateOf,
  type LiveFleet,
  type LiveFleetSample,
  pause,
  requireAll,
  startLiveFleet,
} from "./live-fleet.ts";

/** How long a fleet is looked at once it has settled; at least an interval, so that every metric of every node is said. */
export interface NodesScale {
  readonly intervalS: number;
  readonly settleMs: number;
  readonly measureMs: number;
}

type Values = Readonly<Record<string, number>>;

/** A fleet and its broker, before and after they were looked at. */
interface Look {
  readonly fleet: readonly [LiveFleetSample, LiveFleetSample];
  readonly broker: readonly [Usage, Usage] | undefined;
  readonly deliveryMs: number;
}

async function look(
  fleet: LiveFleet,
  nodes: number,
  { settleMs, measureMs }: NodesScale,
  broker?: () => Promise<Usage>,
): Promise<Look> {
  const listener = await Listener.open(fleet.ready.url, fleet.ready.homes);
  await pause(settleMs);
  listener.forget();
  const [before, brokerBefore] = await Promise.all([fleet.sample(), broker?.()]);
  await pause(measureMs);
  const [after, brokerAfter] = await Promise.all([fleet.sample(), broker?.()]);
  const deliveryMs = listener.p99Ms();
  await listener.close();
  requireAll(after, nodes);
  return {
    fleet: [before, after],
    broker: brokerBefore && brokerAfter && [brokerBefore, brokerAfter],
    deliveryMs,
  };
}

const cpuMsPer1000 = ([before, after]: readonly [Usage, Usage], messages: number): number =>
  ((after.cpuSeconds - before.cpuSeconds) * 1e6) / messages;
const kilobytesEach = (megabytes: number, nodes: number): number => (megabytes * 1024) / nodes;
const messagesOf = ({ fleet: [before, after] }: Look): number => after.sent - before.sent;

/** One point of the curve of nodes on mosquitto. */
export async function measureNodes(nodes: number, scale: NodesScale): Promise<Values> {
  const mosquitto = await Mosquitto.start({ config: ["max_queued_messages 0"] });
  try {
    const brokerUsage = () => serverUsage(mosquitto.pid);
    const fleet = await startLiveFleet({
      url: mosquitto.url,
      nodes,
      intervalS: scale.intervalS,
      connectRate: connectRateOf(nodes),
      speed: 1,
    });
    const seen = await look(fleet, nodes, scale, brokerUsage);
    await fleet.end();
    const [, after] = seen.fleet;
    const broker = seen.broker as readonly [Usage, Usage];
    return {
      fleetCpu: cpuMsPer1000(seen.fleet, messagesOf(seen)),
      brokerCpu: cpuMsPer1000(broker, messagesOf(seen)),
      connectCpu: (fleet.ready.connectCpuSeconds * 1000) / nodes,
      fleetRss: after.rssMegabytes,
      brokerRss: broker[1].rssMegabytes,
      fleetRssEach: kilobytesEach(after.rssMegabytes, nodes),
      deliveryMs: seen.deliveryMs,
      lagMs: after.lagP99Ms,
    };
  } finally {
    await mosquitto.close();
  }
}

/** One point of the curve of nodes with a broker in their own process: two descriptors a node. */
export async function measureEmbedded(nodes: number, scale: NodesScale): Promise<Values> {
  const connectRate = connectRateOf(nodes);
  const fleet = await startLiveFleet({ nodes, intervalS: scale.intervalS, connectRate, speed: 1 });
  const seen = await look(fleet, nodes, scale);
  await fleet.end();
  const [, after] = seen.fleet;
  return {
    cpu: cpuMsPer1000(seen.fleet, messagesOf(seen)),
    connectCpu: (fleet.ready.connectCpuSeconds * 1000) / nodes,
    rss: after.rssMegabytes,
    rssEach: kilobytesEach(after.rssMegabytes, nodes),
    deliveryMs: seen.deliveryMs,
    lagMs: after.lagP99Ms,
  };
}
