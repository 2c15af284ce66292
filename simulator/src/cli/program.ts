import yargs from "yargs";
import { backfillCommand } from "./backfill-command.ts";
import { cleanupCommand } from "./cleanup-command.ts";
import { conformCommand } from "./conform-command.ts";
import { CliError, EXIT, type ExitStatus } from "./exit-status.ts";
import { fleetCommand } from "./fleet-command.ts";
import { lastCounts } from "./last-counts.ts";
import { nodeCommand } from "./node-command.ts";
import { planCommand } from "./plan-command.ts";
import { reportCommand } from "./report-command.ts";
import { runCommand } from "./run-command.ts";
import { scenarioCommand } from "./scenario-command.ts";
import type { Terminal } from "./terminal.ts";

const EPILOGUE = `Exit status: ${EXIT.ok} ended in order, ${EXIT.internal} fault of this program, ${EXIT.usage} wrong options,
${EXIT.unreachable} broker not reached, ${EXIT.refused} broker refused, ${EXIT.machine} limits of this machine, ${EXIT.incomplete} did not end in order,
${EXIT.failed} the answer is no (a threshold failed, a check of conform, or a plan is exceeded),
${EXIT.report} report not written, ${EXIT.interrupted} second Ctrl-C.`;

/** Runs one command line; answers the exit status. */
export async function main(
  args: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<ExitStatus> {
  try {
    await program(terminal, version).parseAsync([...args]);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CliError) {
      terminal.err(`homesync-sim: ${error.message}\n`);
      return error.status;
    }
    // Some of what yargs finds wrong does not pass through `fail`.
    if (error instanceof Error && error.name === "YError") {
      terminal.err(`homesync-sim: ${wrongOptions(error.message)}\n`);
      return EXIT.usage;
    }
    terminal.err(`homesync-sim: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.internal;
  }
}

function program(terminal: Terminal, version: string) {
  return yargs()
    .scriptName("homesync-sim")
    .usage("$0 <command>\n\nFleets of virtual HomeSync nodes that run the real firmware core.")
    .command(runCommand(terminal))
    .command(scenarioCommand(terminal))
    .command(fleetCommand(terminal))
    .command(backfillCommand(terminal))
    .command(reportCommand(terminal))
    .command(conformCommand(terminal))
    .command(cleanupCommand(terminal))
    .command(nodeCommand(terminal))
    .command(planCommand(terminal))
    .demandCommand(1, "give a command, for example: homesync-sim run --nodes 100")
    .strict()
    .middleware(lastCounts, true)
    .epilogue(EPILOGUE)
    .version(version)
    .help()
    .wrap(Math.min(terminal.columns, 110))
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined) throw error;
      throw new CliError(EXIT.usage, wrongOptions(message));
    });
}

const wrongOptions = (message: string | undefined): string =>
  `${message ?? "wrong options"}\n--help lists the options`;
