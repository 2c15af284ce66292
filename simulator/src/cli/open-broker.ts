import { type BrokerAccess, parseBrokerUrl } from "@homesync/broker/reach";
import type { FaultyBroker } from "../faults/scene.ts";
import { missingOpenFiles } from "../fleet/open-files.ts";
import { mqttLevel } from "../fleet/options.ts";
import { probeBroker } from "../fleet/probe.ts";
import type { Scenario } from "../scenario/schema.ts";
import { DEFAULT_NODES, EMBEDDED } from "../scenario/settled.ts";
import { brokerAccess, confirmBroker } from "./broker-access.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { connectError } from "./explain.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

/** The broker of a run, found or started. */
export interface OpenBroker {
  readonly access: BrokerAccess;
  /** When it is this process's own. */
  readonly own: FaultyBroker | undefined;
  close(): Promise<void>;
}

/**
 * Starts the embedded broker, or makes sure that the one that was named can be used.
 * @throws CliError
 */
export async function openBroker(
  scenario: Scenario,
  args: RunArguments,
  terminal: Terminal,
): Promise<OpenBroker> {
  const { broker = {}, fleet } = scenario;
  const nodes = fleet?.nodes ?? DEFAULT_NODES;
  if ((broker.url ?? EMBEDDED) === EMBEDDED) return await startEmbedded(broker, nodes, args, terminal);
  const access = await brokerAccess(broker, terminal);
  await confirmBroker(access, nodes, args.yes, terminal);
  requireOpenFiles(nodes, 1);
  const failure = await probeBroker(access, { level: mqttLevel(fleet?.mqtt_version) });
  if (failure !== undefined) throw connectError(failure, access.address);
  return { access, own: undefined, close: () => Promise.resolve() };
}

async function startEmbedded(
  { plan: name }: NonNullable<Scenario["broker"]>,
  nodes: number,
  { quiet }: RunArguments,
  terminal: Terminal,
): Promise<OpenBroker> {
  // Both ends of every connection are in this process.
  requireOpenFiles(nodes, 2);
  const { isPlanName, PLANS, startBroker } = await import("@homesync/broker");
  const { faultyBroker } = await import("../faults/broker/embedded.ts");
  const plan = name !== undefined && isPlanName(name) ? PLANS[name] : undefined;
  const broker = await startBroker(plan === undefined ? {} : { plan });
  if (!quiet) terminal.err(`embedded broker: ${broker.url}\n`);
  return {
    access: { address: parseBrokerUrl(broker.url) },
    own: faultyBroker(broker, plan),
    close: () => broker.close(),
  };
}

function requireOpenFiles(nodes: number, perNode: number): void {
  const missing = missingOpenFiles(nodes, perNode);
  if (missing === undefined) return;
  throw new CliError(
    EXIT.machine,
    `${nodes} nodes need ${missing.needed} open files, and this process may have ${missing.limit}\nraise the limit with: ulimit -n ${missing.needed} (as root, or in /etc/security/limits.conf), or run fewer nodes`,
  );
}
