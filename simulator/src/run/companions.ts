import { readFile } from "node:fs/promises";
import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import type { CommandDriver } from "../commands/driver.ts";
import { OwnNodes } from "../commands/own-nodes.ts";
import type { UpdateDriver } from "../commands/update-driver.ts";
import { selectNodes } from "../faults/whom.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Observer } from "../observe/observer.ts";
import type { StoreWatch } from "../observe/store-watch.ts";
import type { Scenario } from "../scenario/schema.ts";
import { OBSERVED } from "../scenario/settled.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { WatchedThreshold } from "../thresholds/watch.ts";
import type { UpdateSigner } from "../update/key-files.ts";

const DEFAULT_IMAGE_BYTES = 65_536;
/** Tells the draw of those that are updated from those of faults, which count from 1. */
const UPDATE_DRAW = 0x7570_6474;

/** The clients beside a fleet; each is there only when the scenario asks for it. */
export interface Companions {
  readonly driver: CommandDriver | undefined;
  readonly observer: Observer | undefined;
  readonly store: StoreWatch | undefined;
  readonly updates: UpdateDriver | undefined;
}

/** A client beside the fleet could not be had; the message says which and why. */
export class CompanionError extends Error {
  override readonly name = "CompanionError";
}

/** Where the clients belong. */
export interface CompanionScene {
  readonly access: BrokerAccess;
  readonly fleet: Fleet;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Who signs updates, when there is one. */
  readonly signer: UpdateSigner | undefined;
}

/**
 * Opens what a scenario asks for. Their MQTT client is loaded only here: most runs do without it.
 * @throws CompanionError
 */
export async function openCompanions(
  scenario: Scenario,
  watched: readonly WatchedThreshold[],
  scene: CompanionScene,
): Promise<Companions> {
  const observed = scenario.observe?.telemetry ?? asksForObserver(watched);
  return {
    driver: scenario.commands === undefined ? undefined : await openDriver(scenario.commands, scene),
    observer: observed ? await openObserver(scene) : undefined,
    store: await openStore(scenario.observe ?? {}, scene),
    updates: scenario.update === undefined ? undefined : await openUpdates(scenario.update, scene),
  };
}

const asksForObserver = (watched: readonly WatchedThreshold[]): boolean =>
  watched.some(({ threshold }) => OBSERVED.has(threshold.subject.metric));

async function openDriver(
  { rate_per_s, mix, timeout_s }: NonNullable<Scenario["commands"]>,
  { access, fleet, metrics, clock }: CompanionScene,
): Promise<CommandDriver> {
  const { CommandDriver } = await import("../commands/driver.ts");
  const timeoutMs = timeout_s === undefined ? LIMITS.commandTimeout.value : timeout_s * 1000;
  const plan = { ratePerS: rate_per_s, mix, timeoutMs };
  const own = new OwnNodes(fleet.nodes);
  return await naming("the client that sends commands", () =>
    CommandDriver.open(access, plan, fleet.seed, own, metrics, clock),
  );
}

async function openUpdates(
  { version, share = 1, at_s, over_s = 0, size_bytes = DEFAULT_IMAGE_BYTES }: NonNullable<Scenario["update"]>,
  { access, fleet, metrics, clock, signer }: CompanionScene,
): Promise<UpdateDriver | undefined> {
  if (signer === undefined) return undefined;
  const { UpdateDriver } = await import("../commands/update-driver.ts");
  const shape = { seed: fleet.seed, nodes: fleet.nodes.length, homeIdOf: () => "" };
  const nodes = [...selectNodes({ share }, shape, UPDATE_DRAW)].flatMap((index) => fleet.nodes[index] ?? []);
  const plan = { version, sizeBytes: size_bytes, atMs: at_s * 1000, overMs: over_s * 1000 };
  return await naming("the client that sends updates", () =>
    UpdateDriver.open(access, { plan, signer, nodes, metrics, clock }),
  );
}

async function openObserver({ access, fleet, metrics, clock }: CompanionScene): Promise<Observer> {
  const { Observer } = await import("../observe/observer.ts");
  return await naming("the observer", () => Observer.open(access, new OwnNodes(fleet.nodes), metrics, clock));
}

async function openStore(
  { store_url, store_token_file }: NonNullable<Scenario["observe"]>,
  { fleet, metrics, clock }: CompanionScene,
): Promise<StoreWatch | undefined> {
  const [node] = fleet.nodes;
  if (store_url === undefined || store_token_file === undefined || node === undefined) return undefined;
  const { StoreWatch } = await import("../observe/store-watch.ts");
  const token = await naming(`observe.store_token_file ${store_token_file}`, async () =>
    (await readFile(store_token_file, "utf8")).trim(),
  );
  return new StoreWatch({ url: store_url, token }, node, metrics, clock);
}

async function naming<Value>(what: string, open: () => Promise<Value>): Promise<Value> {
  try {
    return await open();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CompanionError(`${what}: ${message === "" ? String(code) : message}`);
  }
}
