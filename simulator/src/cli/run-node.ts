import { NodeConsole } from "../console/node-console.ts";
import { CoreLoadError } from "../core/core.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { type FleetOptions, FleetOptionsError } from "../fleet/options.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import { systemClock } from "../scheduler/clock.ts";
import { KeyFileError, readUpdateKey } from "../update/key-files.ts";
import type { BrokerArguments } from "./broker-options.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { reachBroker } from "./reach-broker.ts";
import type { Terminal } from "./terminal.ts";

/** What `homesync-sim node` was told. */
export interface NodeArguments extends BrokerArguments {
  readonly interval: number | undefined;
  readonly seed: number | undefined;
  readonly homePrefix: string | undefined;
  readonly updateKeyFile: string | undefined;
}

/**
 * Runs one node until its user is done.
 * @throws CliError
 */
export async function runNode(args: NodeArguments, terminal: Terminal): Promise<void> {
  const interrupted = new Promise<false>((resolve) => terminal.onInterrupt(() => resolve(false)));
  const broker = await reachBroker(args, "run a node", terminal);
  try {
    const fleet = await start({
      broker: broker.access,
      nodes: 1,
      ...(args.interval === undefined ? {} : { intervalS: args.interval }),
      ...(args.seed === undefined ? {} : { seed: args.seed }),
      ...(args.homePrefix === undefined ? {} : { homePrefix: args.homePrefix }),
      ...(args.updateKeyFile === undefined
        ? {}
        : { updates: { publicKey: await updateKey(args.updateKeyFile) } }),
    });
    // Before anything is waited for: the node may connect at once.
    const console = new NodeConsole({
      fleet,
      access: broker.access,
      clock: systemClock,
      coloured: terminal.outIsScreen && terminal.env["NO_COLOR"] === undefined,
      write: (text) => terminal.out(text),
    });
    try {
      const [node] = fleet.nodes;
      const { FleetNames } = await import("../names/fleet-names.ts");
      const name = (await FleetNames.load(fleet.seed)).node(0, 0);
      terminal.err(
        `node ${node?.homeId}/${node?.nodeId} (${name}), seed ${fleet.seed}; help lists what can be done to it\n`,
      );
      for await (const line of terminal.lines(interrupted)) {
        if (!(await Promise.race([console.obey(line), interrupted]))) break;
      }
      const { endedInOrder, started, notPurged } = await fleet.stop();
      if (endedInOrder < started || notPurged > 0) {
        throw new CliError(
          EXIT.incomplete,
          `the node did not end in order: the broker was not there to the end; homesync-sim cleanup --seed ${fleet.seed} removes what it left`,
        );
      }
    } finally {
      console.close();
      fleet.kill();
    }
  } finally {
    await broker.close();
  }
}

async function updateKey(file: string): Promise<string> {
  try {
    return await readUpdateKey(file);
  } catch (error) {
    if (error instanceof KeyFileError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

async function start(options: FleetOptions): Promise<Fleet> {
  try {
    return await startFleet(options);
  } catch (error) {
    if (error instanceof FleetOptionsError) throw new CliError(EXIT.usage, error.message);
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    throw error;
  }
}
