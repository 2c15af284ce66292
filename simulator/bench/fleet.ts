/**
 * What a fleet costs: every node samples and publishes its seven readings once a second, at QoS 0, over a real mosquitto
 * on this machine. CPU-seconds are those of this process alone; wall-clock rates on shared machines mean little.
 *
 * Usage: fleet.ts [nodes] [seconds]
 */
import { parseBrokerUrl } from "@homesync/broker/reach";
import { Mosquitto } from "@homesync/broker/testing";
import { startFleet } from "@homesync/simulator";

const nodes = Number(process.argv[2] ?? 1000);
const seconds = Number(process.argv[3] ?? 20);
const CONNECT_RATE = 2000;

const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const residentKilobytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024;
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const broker = await Mosquitto.start();
try {
  const rssBefore = residentKilobytes();
  const connectStart = process.cpuUsage();
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl(broker.url) },
    nodes,
    seed: 1,
    intervalS: 1,
    connectRate: CONNECT_RATE,
    keep: true,
  });
  await fleet.whenConnected();
  const connectCpu = cpuSeconds(connectStart);

  // Two samples, so that everything is compiled and in its rhythm.
  await pause(2000);
  const before = fleet.stats();
  const start = process.cpuUsage();
  await pause(seconds * 1000);
  const cpu = cpuSeconds(start);
  const after = fleet.stats();
  const rss = residentKilobytes();
  await fleet.stop();

  const messages = after.traffic.publishedQos0 - before.traffic.publishedQos0;
  const elapsed = (after.elapsedMs - before.elapsedMs) / 1000;
  const result = {
    nodes,
    seconds: Number(elapsed.toFixed(1)),
    messages,
    messagesPerSecond: Math.round(messages / elapsed),
    messagesPerCpuSecond: Math.round(messages / cpu),
    cpuSecondsPerMillionMessages: Number(((cpu / messages) * 1e6).toFixed(2)),
    cpuShare: Number((cpu / elapsed).toFixed(3)),
    connectCpuMsPerNode: Number(((connectCpu / nodes) * 1000).toFixed(3)),
    rssKilobytesPerNode: Number(((rss - rssBefore) / nodes).toFixed(1)),
    rssKilobytesPerNodeAllIn: Number((rss / nodes).toFixed(1)),
    refused: after.traffic.refused,
    reconnects: after.reconnects,
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  await broker.close();
}
