import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Longest that anything of a demo takes, ms. */
const TIMEOUT_MS = 60_000;

/** A demo in a process of its own, on ports that nothing else uses, which ends with the test. */
export class RunningDemo {
  readonly process: ChildProcess;
  #output = "";
  #onOutput: () => void = () => undefined;

  /** @param startedBy the shell stands between the test and the demo, as make does */
  constructor(args: readonly string[], startedBy: "test" | "shell" = "test") {
    const loader = ["--conditions=@homesync/source", "--import", "tsx"];
    const demo = [...loader, "e2e/demo/main.ts", "--http-port", "0", "--broker-port", "0", ...args];
    // The shell waits for the demo instead of becoming it.
    const [program, ...rest] =
      startedBy === "test"
        ? [process.execPath, ...demo]
        : ["sh", "-c", '"$@"; exit $?', "sh", process.execPath, ...demo];
    this.process = spawn(program as string, rest, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.#output += text.toString();
        this.#onOutput();
      });
    }
    this.process.once("exit", () => this.#onOutput());
    onTestFinished(async () => {
      if (this.process.exitCode !== null || this.process.signalCode !== null) return;
      this.process.kill("SIGKILL");
      await once(this.process, "exit");
    });
  }

  get output(): string {
    return this.#output;
  }

  /** The first match in what was printed so far or will be. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) return match;
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the demo did not print ${pattern}, but:\n${this.#output}`);
      }
      await this.#moreOutput(deadline - Date.now());
    }
  }

  /** Resolves with the exit status. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null) await once(this.process, "exit");
    return this.process.exitCode;
  }

  #moreOutput(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onOutput = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
