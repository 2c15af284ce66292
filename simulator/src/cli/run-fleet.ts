import { type BrokerAccess, parseBrokerUrl } from "@homesync/broker/reach";
import { CoreLoadError } from "../core/core.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { missingOpenFiles } from "../fleet/open-files.ts";
import { checkFleetOptions, type FleetOptions, FleetOptionsError } from "../fleet/options.ts";
import { probeBroker } from "../fleet/probe.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import type { Summary } from "../fleet/stats.ts";
import { keepYoungGenerationSmall } from "../fleet/young-generation.ts";
import { brokerAccess, confirmBroker } from "./broker-access.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { connectError } from "./explain.ts";
import { Progress } from "./progress.ts";
import { summaryText } from "./report.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

const EMBEDDED = "embedded";
/** Longest delay that a timer takes. */
const MAX_DURATION_S = 2_000_000;

/**
 * Runs a fleet from the first connect to the summary.
 * @throws CliError
 */
export async function runFleet(args: RunArguments, terminal: Terminal): Promise<void> {
  checkArguments(args);
  const interrupted = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
  const broker = await openBroker(args, terminal);
  try {
    keepYoungGenerationSmall();
    const fleet = await start(fleetOptions(args, broker.access, terminal));
    const progress = args.quiet ? undefined : new Progress(terminal, () => fleet.stats());
    await Promise.race([
      interrupted,
      ...(args.duration === undefined ? [] : [elapsed(args.duration * 1000)]),
    ]);
    progress?.stop();
    if (!args.quiet) terminal.err("ending: every node announces its absence (Ctrl-C again ends at once)\n");
    const summary = await fleet.stop();
    terminal.out(args.json ? `${JSON.stringify(summary)}\n` : summaryText(summary, args.keep));
    judge(summary, args, broker.access);
  } finally {
    await broker.close();
  }
}

interface OpenBroker {
  readonly access: BrokerAccess;
  close(): Promise<void>;
}

async function openBroker(args: RunArguments, terminal: Terminal): Promise<OpenBroker> {
  if (args.broker === EMBEDDED) {
    requireOpenFiles(args.nodes, 2);
    const { startBroker } = await import("@homesync/broker");
    const broker = await startBroker();
    if (!args.quiet) terminal.err(`embedded broker: ${broker.url}\n`);
    return { access: { address: parseBrokerUrl(broker.url) }, close: () => broker.close() };
  }
  const access = await brokerAccess(args, terminal);
  await confirmBroker(access, args, terminal);
  requireOpenFiles(args.nodes, 1);
  const failure = await probeBroker(access);
  if (failure !== undefined) throw connectError(failure, access.address);
  return { access, close: () => Promise.resolve() };
}

function fleetOptions(args: RunArguments, broker: BrokerAccess, terminal: Terminal): FleetOptions {
  return {
    ...tunables(args),
    broker,
    keep: args.keep,
    log: ({ homeId, nodeId, line }) => {
      if (!args.quiet && !terminal.errIsScreen) terminal.err(`${homeId}/${nodeId}: ${line}\n`);
    },
  };
}

/** The part of the options that is checked before a broker is touched. */
function tunables(args: RunArguments): Omit<FleetOptions, "broker"> {
  return {
    nodes: args.nodes,
    connectRate: args.rate,
    ...(args.homes === undefined ? {} : { homes: args.homes }),
    ...(args.interval === undefined ? {} : { intervalS: args.interval }),
    ...(args.qos === undefined ? {} : { qos: args.qos as 0 | 1 }),
    ...(args.seed === undefined ? {} : { seed: args.seed }),
    ...(args.homePrefix === undefined ? {} : { homePrefix: args.homePrefix }),
  };
}

function checkArguments(args: RunArguments): void {
  const { duration } = args;
  if (duration !== undefined && !(duration > 0 && duration <= MAX_DURATION_S)) {
    throw new CliError(EXIT.usage, `duration must be more than 0 and at most ${MAX_DURATION_S} seconds`);
  }
  try {
    checkFleetOptions(tunables(args));
  } catch (error) {
    if (error instanceof FleetOptionsError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

function requireOpenFiles(nodes: number, perNode: number): void {
  const missing = missingOpenFiles(nodes, perNode);
  if (missing === undefined) return;
  throw new CliError(
    EXIT.machine,
    `${nodes} nodes need ${missing.needed} open files, and this process may have ${missing.limit}\nraise the limit with: ulimit -n ${missing.needed} (as root, or in /etc/security/limits.conf), or run fewer nodes`,
  );
}

async function start(options: FleetOptions): Promise<Fleet> {
  try {
    return await startFleet(options);
  } catch (error) {
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    throw error;
  }
}

/** @throws CliError when the run did not do what was asked */
function judge(summary: Summary, args: RunArguments, { address }: BrokerAccess): void {
  const [worst] = summary.failures;
  if (summary.traffic.connects === 0 && worst !== undefined) {
    throw connectError({ kind: worst.kind, detail: worst.lastDetail }, address);
  }
  if (summary.endedInOrder < summary.started || (!args.keep && summary.notPurged > 0)) {
    throw new CliError(EXIT.incomplete, "the run did not end in order: the broker was not there to the end");
  }
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
