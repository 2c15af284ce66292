import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line in a process of its own, which a signal reaches. */
export class SimProcess {
  /** What it has said on stderr, line by line. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;

  constructor(...args: string[]) {
    this.#child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions=@homesync/source", MAIN, ...args],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let out = "";
    this.#child.stdout?.on("data", (text) => {
      out += text;
    });
    createInterface({ input: this.#child.stderr as NodeJS.ReadableStream }).on("line", (line) =>
      this.lines.push(line),
    );
    this.#ended = once(this.#child, "close").then(([status]) => ({
      status,
      out,
      err: this.lines.join("\n"),
    }));
  }

  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    this.#child.kill(name);
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
