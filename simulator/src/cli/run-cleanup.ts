import { cleanUp } from "../cleanup/cleanup.ts";
import { findLeftovers } from "../cleanup/leftovers.ts";
import { EMBEDDED } from "../scenario/settled.ts";
import { systemClock } from "../scheduler/clock.ts";
import type { BrokerArguments } from "./broker-options.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { reachBroker } from "./reach-broker.ts";
import type { Terminal } from "./terminal.ts";

/** What `homesync-sim cleanup` was told. */
export interface CleanupArguments extends BrokerArguments {
  readonly homePrefix: string;
  readonly seed: number | undefined;
  readonly homes: number | undefined;
  readonly running: boolean;
  readonly dryRun: boolean;
}

const SHOWN = 10;

/**
 * Finds what runs left on a broker, and removes it.
 * @throws CliError
 */
export async function runCleanup(args: CleanupArguments, terminal: Terminal): Promise<void> {
  requireArguments(args);
  const { homePrefix, seed, homes, running, dryRun } = args;
  const intent = `remove what homes ${homePrefix}... left`;
  const { access } = await reachBroker(args, intent, terminal);
  const found = await findLeftovers(access, homePrefix);
  const there = found.filter(({ online }) => online);
  const leftovers = running ? found : found.filter(({ online }) => !online);
  if (!running && there.length > 0) {
    terminal.err(
      `${there.length} nodes say that they are there, and are left alone: --running takes them too, and ends their connections\n`,
    );
  }
  for (const { homeId, nodeId } of leftovers.slice(0, SHOWN)) terminal.out(`${homeId}/${nodeId}\n`);
  if (leftovers.length > SHOWN) terminal.out(`... and ${leftovers.length - SHOWN} more\n`);
  if (leftovers.length === 0 || dryRun) {
    terminal.out(`${leftovers.length} nodes have left something${dryRun ? "; nothing was removed" : ""}\n`);
    return;
  }
  const removal = await cleanUp(access, systemClock, leftovers, { seed, homes });
  terminal.out(`removed: retained messages of ${removal.retained} nodes, sessions of ${removal.sessions}\n`);
  if (removal.sessions < removal.retained) {
    terminal.err(
      `${removal.retained - removal.sessions} sessions may be left: their names come from the run's seed, which --seed gives when the homes have names of their own\n`,
    );
  }
  if (removal.retained < leftovers.length) {
    throw new CliError(
      EXIT.incomplete,
      `what ${leftovers.length - removal.retained} nodes left may be there still: run it again`,
    );
  }
}

function requireArguments({ broker, homePrefix, seed, homes }: CleanupArguments): void {
  const problem = (message: string): never => {
    throw new CliError(EXIT.usage, message);
  };
  if (broker === EMBEDDED) problem("an embedded broker ends with its run: name the broker with --broker");
  if (!/^[A-Za-z0-9_-]{3,64}$/.test(homePrefix)) {
    problem("--home-prefix must be at least three letters, digits, - or _: it would fit the homes of others");
  }
  const whole = (value: number | undefined, most: number): boolean =>
    value === undefined || (Number.isInteger(value) && value >= 0 && value <= most);
  if (!whole(seed, 0xffff_ffff)) problem("--seed must be a whole number from 0 to 4294967295");
  if (!whole(homes, 100_000) || homes === 0) problem("--homes must be a whole number from 1 to 100000");
}
