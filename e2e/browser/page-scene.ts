import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bridge, startBridge } from "@homesync/bridge";
import { parseBrokerUrl, Secret } from "@homesync/broker/reach";
import { type Mosquitto, type MosquittoOptions, startMosquitto } from "@homesync/broker/testing";
import { type Fleet, startFleet } from "@homesync/simulator";
import { connectAsync } from "mqtt";
import { onTestFinished } from "vitest";

/** A bridge at a real mosquitto, with virtual nodes if asked; all ends with the test. */
export interface PageScene {
  readonly mosquitto: Mosquitto;
  readonly bridge: Bridge;
  readonly fleet: Fleet | undefined;
  readonly url: string;
}

export interface SceneOptions {
  readonly nodes?: number;
  readonly broker?: MosquittoOptions;
  /** What the bridge connects with. */
  readonly password?: string;
  /** The broker has room for one connection, and someone else has it. */
  readonly crowded?: boolean;
}

const PREFIX = "sim-page";

export async function pageScene({
  nodes = 2,
  broker = {},
  password,
  crowded = false,
}: SceneOptions = {}): Promise<PageScene> {
  const mosquitto = await startMosquitto(crowded ? { config: ["max_connections 1"] } : broker);
  if (crowded) {
    const guest = await connectAsync(mosquitto.url);
    onTestFinished(() => guest.endAsync());
  }
  const dataDirectory = await mkdtemp(join(tmpdir(), "homesync-page-"));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const bridge = await startBridge({
    dataDirectory,
    broker: {
      kind: "external",
      url: mosquitto.url,
      ...(password === undefined ? {} : { username: "bridge", password: new Secret(password) }),
    },
    http: { port: 0 },
  });
  onTestFinished(() => bridge.close());
  const fleet = nodes === 0 ? undefined : await startNodes(mosquitto, nodes);
  return { mosquitto, bridge, fleet, url: `${bridge.url}/` };
}

async function startNodes(mosquitto: Mosquitto, nodes: number): Promise<Fleet> {
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl(mosquitto.url) },
    nodes,
    homes: 1,
    homePrefix: PREFIX,
    seed: 1,
    intervalS: 1,
    keep: true,
  });
  onTestFinished(() => fleet.kill());
  await fleet.whenConnected();
  return fleet;
}
