import { type BrokerAccess, isLoopback, parseBrokerUrl } from "@homesync/broker/reach";
import { probeBroker } from "../fleet/probe.ts";
import { EMBEDDED } from "../scenario/settled.ts";
import { brokerAccess } from "./broker-access.ts";
import type { BrokerArguments } from "./broker-options.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { connectError } from "./explain.ts";
import type { Terminal } from "./terminal.ts";

/** A broker that was found, or started for this command alone. */
export interface ReachedBroker {
  readonly access: BrokerAccess;
  close(): Promise<void>;
}

/**
 * Makes sure that the broker can be used, and that it is meant.
 * @param intent what is going to be done, for a broker on another machine; in the infinitive
 * @throws CliError
 */
export async function reachBroker(
  args: BrokerArguments,
  intent: string,
  terminal: Terminal,
): Promise<ReachedBroker> {
  if (args.broker === EMBEDDED) {
    const { startBroker } = await import("@homesync/broker");
    const broker = await startBroker();
    terminal.err(`embedded broker: ${broker.url}\n`);
    return { access: { address: parseBrokerUrl(broker.url) }, close: () => broker.close() };
  }
  const access = await accessOf(args, terminal);
  await confirm(access, args.yes, intent, terminal);
  const failure = await probeBroker(access);
  if (failure !== undefined) throw connectError(failure, access.address);
  return { access, close: () => Promise.resolve() };
}

function accessOf(args: BrokerArguments, terminal: Terminal): Promise<BrokerAccess> {
  const { broker: url, username, passwordFile, caFile, certFile, keyFile, insecure } = args;
  return brokerAccess(
    {
      url,
      insecure,
      ...(username === undefined ? {} : { username }),
      ...(passwordFile === undefined ? {} : { password_file: passwordFile }),
      ...(caFile === undefined ? {} : { ca_file: caFile }),
      ...(certFile === undefined ? {} : { cert_file: certFile }),
      ...(keyFile === undefined ? {} : { key_file: keyFile }),
    },
    terminal,
  );
}

async function confirm(
  { address: { host, url } }: BrokerAccess,
  yes: boolean,
  intent: string,
  terminal: Terminal,
): Promise<void> {
  if (isLoopback(host) || yes) return;
  const what = `${intent} on ${url}, which is not on this machine`;
  if (terminal.ask === undefined) {
    throw new CliError(EXIT.usage, `this would ${what}: add --yes if that is meant`);
  }
  if (!(await terminal.ask(`Really ${what}?`))) throw new CliError(EXIT.usage, "nothing was done");
}
