import { ReachError } from "@homesync/broker/reach";
import yargs, { type Options } from "yargs";
import { EXIT, StartError, usageError } from "../config/start-error.ts";
import { check } from "./check.ts";
import { keys, keysOptions } from "./keys.ts";
import { printConfig } from "./print-config.ts";
import { run } from "./run.ts";
import { dataOptions, settingsOptions } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";
import { token, tokenOptions } from "./token.ts";

const EPILOGUE = `Exit status: ${EXIT.ok} ended as asked, ${EXIT.fault} a fault of the program, ${EXIT.usage} a wrong option or setting, ${EXIT.start} could not start.`;

/** Options that could be given more than once and then make no sense; yargs would make an array of them. */
function refuseRepeats(argv: object, options: Readonly<Record<string, Options>>): void {
  const repeated = Object.keys(options).find((name) =>
    Array.isArray((argv as Record<string, unknown>)[name]),
  );
  if (repeated !== undefined) throw usageError(`--${repeated} was given more than once`);
}

/**
 * Runs `homesync-bridge` with these arguments.
 * @returns the exit status
 */
export async function commandLine(
  args: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<number> {
  let status: number = EXIT.ok;
  const parser = yargs(args)
    .scriptName("homesync-bridge")
    .usage("$0 [run|check|config|token|keys] [options]")
    .command(
      ["run", "$0"],
      "run the bridge: MQTT to the store, REST to the apps",
      settingsOptions,
      async (argv) => {
        refuseRepeats(argv, settingsOptions);
        await run(argv, terminal);
      },
    )
    .command(
      "check",
      "try broker, database and directories, and say what to do",
      settingsOptions,
      async (argv) => {
        refuseRepeats(argv, settingsOptions);
        status = await check(argv, terminal);
      },
    )
    .command("config", "print the settings that hold, with secrets masked", settingsOptions, async (argv) => {
      refuseRepeats(argv, settingsOptions);
      await printConfig(argv, terminal);
    })
    .command(
      "token",
      "print an access token for the API",
      { ...tokenOptions, ...dataOptions },
      async (argv) => {
        refuseRepeats(argv, { ...tokenOptions, ...dataOptions });
        await token(argv, terminal);
      },
    )
    .command(
      "keys <action>",
      "list or rotate the keys that sign tokens",
      (command) =>
        command
          .positional("action", { choices: ["list", "rotate"] as const, demandOption: true })
          .options({ ...keysOptions, ...dataOptions }),
      async (argv) => {
        refuseRepeats(argv, { ...keysOptions, ...dataOptions });
        await keys(argv, terminal);
      },
    )
    .strict()
    .locale("en")
    .version(version)
    .wrap(110)
    .epilogue(EPILOGUE)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(`${message}\nhomesync-bridge --help lists the options`);
    });
  try {
    await parser.parseAsync(args, {}, (_error, _argv, output) => {
      if (output !== "") terminal.out(`${output}\n`);
    });
    return status;
  } catch (error) {
    if (!(error instanceof StartError || error instanceof ReachError)) throw error;
    terminal.error(`homesync-bridge: ${error.message}\n`);
    return error instanceof StartError ? error.exitStatus : EXIT.usage;
  }
}
