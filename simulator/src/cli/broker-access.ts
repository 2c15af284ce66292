import {
  BACKEND_USERNAME,
  type BrokerAccess,
  isLoopback,
  ReachError,
  readLogins,
  readPassword,
  resolveAccess,
} from "@homesync/broker/reach";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** What a scenario says of a broker elsewhere. */
interface BrokerFields {
  readonly url?: string;
  readonly username?: string;
  readonly password_file?: string;
  readonly credentials_file?: string;
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly insecure?: boolean;
}

/** Where the broker is and how to log in, from the scenario, the environment and files. */
export async function brokerAccess(broker: BrokerFields, { env }: Terminal): Promise<BrokerAccess> {
  const { url = "", username, password_file: passwordFile, insecure } = broker;
  const files = { caFile: broker.ca_file, certFile: broker.cert_file, keyFile: broker.key_file };
  try {
    // The variable may be there for another program: without a user name it is not for us.
    const password =
      username === undefined && passwordFile === undefined
        ? undefined
        : await readPassword(passwordFile, env);
    const logins =
      broker.credentials_file === undefined ? undefined : await readLogins(broker.credentials_file);
    const own = password === undefined ? logins?.of(username ?? BACKEND_USERNAME) : undefined;
    const access = await resolveAccess({ url, username, password, ...own, ...files, insecure });
    return logins === undefined ? access : { ...access, logins };
  } catch (error) {
    if (error instanceof ReachError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

/** A broker that is not on this machine may be somebody's: it needs a yes. */
export async function confirmBroker(
  { address: { host, url } }: BrokerAccess,
  nodes: number,
  yes: boolean,
  terminal: Terminal,
): Promise<void> {
  if (isLoopback(host) || yes) return;
  const what = `${nodes} nodes against ${url}, which is not on this machine`;
  if (terminal.ask === undefined) throw usage(`this would run ${what}: add --yes if that is meant`);
  if (!(await terminal.ask(`Run ${what}?`))) throw usage("not run");
}

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
