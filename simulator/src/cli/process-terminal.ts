import { once } from "node:events";
import type { Terminal } from "./terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const DEFAULT_COLUMNS = 100;

// A reader that went away, such as `head`, is no reason to end without announcing the absence of the nodes.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** This process. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  stream(bytes) {
    const { stdout } = process;
    if (stdout.write(bytes) || stdout.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const more = (): void => {
        stdout.off("drain", more).off("close", more);
        resolve();
      };
      stdout.on("drain", more).on("close", more);
    });
  },
  err: (text) => void process.stderr.write(text),
  outIsScreen: process.stdout.isTTY === true,
  async *lines(end) {
    const { createInterface } = await import("node:readline");
    const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    void end.then(() => lines.close());
    yield* lines;
  },
  errIsScreen: process.stderr.isTTY === true,
  get columns() {
    // Some terminals say 0 when they do not know.
    return process.stderr.columns || DEFAULT_COLUMNS;
  },
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? askOnScreen : undefined,
  screen:
    process.stdin.isTTY === true && process.stderr.isTTY === true
      ? { input: process.stdin, output: process.stderr }
      : undefined,
  env: process.env,
  onInterrupt(callback) {
    const heard = (): void => {
      stop();
      callback();
    };
    const stop = (): void => {
      for (const signal of SIGNALS) process.off(signal, heard);
    };
    for (const signal of SIGNALS) process.on(signal, heard);
    return stop;
  },
};

async function askOnScreen(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and the end of the input close it, and leave the question unanswered.
    const closed = once(lines, "close").then(() => "");
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
