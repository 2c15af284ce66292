/**
 * Runs one virtual node, a broker and the bridge, and prints as JSON what an app is told of a metric over REST, once
 * there is history of it: node e2e/metric/observe.ts METRIC
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBridge } from "@homesync/bridge";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { startFleet } from "@homesync/simulator";

const LIMIT_MS = 60_000;
const PAUSE_MS = 200;

const metric = process.argv[2] ?? "";
const dataDirectory = await mkdtemp(join(tmpdir(), "homesync-metric-"));
const bridge = await startBridge({ dataDirectory, broker: { kind: "embedded", port: 0 }, http: { port: 0 } });
const fleet = await startFleet({
  broker: { address: parseBrokerUrl(bridge.brokerUrl) },
  nodes: 1,
  seed: 1,
  intervalS: 1,
});
try {
  await fleet.whenConnected();
  fleet.act([0], { kind: "load", load: { powerW: 920, voltageV: 230, powerFactor: 0.8 } });
  process.stdout.write(JSON.stringify(await observe()));
} finally {
  await fleet.stop();
  await bridge.close();
  await rm(dataDirectory, { recursive: true });
}

async function observe() {
  const [{ homeId, nodeId } = { homeId: "", nodeId: "" }] = fleet.nodes;
  const headers = {
    authorization: `Bearer ${await bridge.issueToken({ homes: "*", role: "operator" })}`,
    "content-type": "application/json",
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${bridge.url}/api${path}`, { ...init, headers });
    return response.json() as Promise<Record<string, unknown>>;
  };
  const node = `/v1/homes/${homeId}/nodes/${nodeId}`;
  const settings = await ask(`${node}/commands/config`, {
    method: "POST",
    body: JSON.stringify({ action: "set", settings: { [`deadband_${metric}`]: 5 } }),
  });
  const deadlineMs = Date.now() + LIMIT_MS;
  for (;;) {
    // Windows: the last full one is of readings taken together.
    const history = await ask(`${node}/history?metric=${metric}&order=desc&limit=1`);
    const { metrics } = await ask(node);
    const points = history["points"] as readonly { readonly value: number }[] | undefined;
    if (points === undefined) throw new Error(`no history: ${JSON.stringify(history)}`);
    if ((points[0]?.value ?? 0) > 1000)
      return { settings, history, metrics, openapi: await ask("/docs/json") };
    if (Date.now() > deadlineMs)
      throw new Error(`no reading in time: ${JSON.stringify({ history, metrics })}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
