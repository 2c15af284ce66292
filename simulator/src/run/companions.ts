import { readFile } from "node:fs/promises";
import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import type { CommandDriver } from "../commands/driver.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Observer } from "../observe/observer.ts";
import type { StoreWatch } from "../observe/store-watch.ts";
import type { Scenario } from "../scenario/schema.ts";
import { OBSERVED } from "../scenario/settled.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { WatchedThreshold } from "../thresholds/watch.ts";

/** The clients beside a fleet; each is there only when the scenario asks for it. */
export interface Companions {
  readonly driver: CommandDriver | undefined;
  readonly observer: Observer | undefined;
  readonly store: StoreWatch | undefined;
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
  const targets = { seed: fleet.seed, homes: homesOf(fleet) };
  return await naming("the client that sends commands", () =>
    CommandDriver.open(access, plan, targets, metrics, clock),
  );
}

async function openObserver({ access, fleet, metrics, clock }: CompanionScene): Promise<Observer> {
  const { Observer } = await import("../observe/observer.ts");
  return await naming("the observer", () => Observer.open(access, homesOf(fleet), metrics, clock));
}

const homesOf = ({ nodes }: Fleet): string[] => [...new Set(nodes.map(({ homeId }) => homeId))];

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
