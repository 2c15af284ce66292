import {
  type BrokerAccess,
  isLoopback,
  ReachError,
  readPassword,
  resolveAccess,
} from "@homesync/broker/reach";
import { CliError, EXIT } from "./exit-status.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

/** Where the broker is and how to log in, from the command line, the environment and files. */
export async function brokerAccess(args: RunArguments, { env }: Terminal): Promise<BrokerAccess> {
  const { broker: url, username, passwordFile, caFile, insecure } = args;
  try {
    // The variable may be there for another program: without a user name it is not for us.
    const password =
      username === undefined && passwordFile === undefined
        ? undefined
        : await readPassword(passwordFile, env);
    return await resolveAccess({ url, username, password, caFile, insecure });
  } catch (error) {
    if (error instanceof ReachError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

/** A broker that is not on this machine may be somebody's: it needs a yes. */
export async function confirmBroker(
  { address: { host, url } }: BrokerAccess,
  args: RunArguments,
  terminal: Terminal,
): Promise<void> {
  if (isLoopback(host) || args.yes) return;
  const what = `${args.nodes} nodes against ${url}, which is not on this machine`;
  if (terminal.ask === undefined) throw usage(`this would run ${what}: add --yes if that is meant`);
  if (!(await terminal.ask(`Run ${what}?`))) throw usage("not run");
}

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
