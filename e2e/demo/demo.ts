import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bridge, startBridge } from "@homesync/bridge";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { type Fleet, startFleet } from "@homesync/simulator";
import { preferredPort } from "./free-port.ts";
import { guideText } from "./guide.ts";
import type { DemoOptions } from "./options.ts";

const TOKEN_LIFETIME_MS = 12 * 3_600_000;

/** How often a line says how it goes, ms. */
const REPORT_MS = 5_000;

/**
 * A broker, the bridge and a fleet in one process, so that nothing can be left running when it ends.
 * Runs until `ended` resolves.
 */
export async function runDemo(
  options: DemoOptions,
  ended: Promise<void>,
  print: (text: string) => void,
): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "homesync-demo-"));
  try {
    const bridge = await startBridge({
      dataDirectory,
      broker: { kind: "embedded", port: await preferredPort(options.brokerPort) },
      http: { port: await preferredPort(options.httpPort) },
    });
    try {
      await runFleet(options, bridge, ended, print);
    } finally {
      await bridge.close();
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function runFleet(
  { nodes, intervalS }: DemoOptions,
  bridge: Bridge,
  ended: Promise<void>,
  print: (text: string) => void,
): Promise<void> {
  print(`connecting ${nodes} virtual nodes to ${bridge.brokerUrl}\n`);
  const fleet = await startFleet({ broker: { address: parseBrokerUrl(bridge.brokerUrl) }, nodes, intervalS });
  const report = setInterval(() => print(progress(fleet, bridge)), REPORT_MS);
  try {
    await Promise.race([
      fleet
        .whenConnected()
        .then(() => guide(fleet, bridge))
        .then(print),
      ended,
    ]);
    await ended;
  } finally {
    clearInterval(report);
    print("ending: every node announces its absence\n");
    const { endedInOrder } = await fleet.stop();
    print(`${endedInOrder} of ${nodes} nodes ended in order\n`);
  }
}

async function guide(fleet: Fleet, bridge: Bridge): Promise<string> {
  const token = await bridge.issueToken({ homes: "*", role: "operator", lifetimeMs: TOKEN_LIFETIME_MS });
  const [node] = fleet.nodes;
  if (node === undefined) throw new Error("a fleet has at least one node");
  const apiUrl = `${bridge.url}/api/v1`;
  const pageUrl = `${bridge.url}/`;
  return guideText({ nodes: fleet.nodes.length, pageUrl, apiUrl, brokerUrl: bridge.brokerUrl, token, node });
}

function progress(fleet: Fleet, bridge: Bridge): string {
  const { gauges, counters } = fleet.metrics();
  const { received, stored, malformed } = bridge.stats();
  return `${gauges["nodes.connected"]}/${gauges["nodes.planned"]} nodes online, ${received} messages received, ${stored} readings stored, ${malformed} malformed, ${counters["relay.switched"]} relay switches\n`;
}
