import { EXIT } from "../config/start-error.ts";
import { VERSION } from "../config/version.ts";
import { commandLine } from "./command-line.ts";
import type { Terminal } from "./terminal.ts";

/** The bridge ends within this time after it was asked to, milliseconds, or is ended. */
const END_TIMEOUT_MS = 10_000;

const terminal: Terminal = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  environment: process.env,
  stopped: () =>
    new Promise((resolve) => {
      const stop = (signal: NodeJS.Signals): void => {
        setTimeout(() => process.exit(EXIT.fault), END_TIMEOUT_MS).unref();
        resolve(signal);
      };
      // Once: a second Ctrl-C ends the process at once.
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
    }),
};

try {
  process.exitCode = await commandLine(process.argv.slice(2), terminal, VERSION);
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.error(`homesync-bridge: a fault of the program, please report it: ${text}\n`);
  process.exitCode = EXIT.fault;
}
