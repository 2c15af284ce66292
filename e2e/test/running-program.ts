import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Longest that anything of a program takes, ms. */
const TIMEOUT_MS = 60_000;

/** A program in a process of its own, run in the root of the repository, which ends with the test. */
export class RunningProgram {
  readonly process: ChildProcess;
  #output = "";
  #onOutput: () => void = () => undefined;

  constructor(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.process = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.#output += text.toString();
        this.#onOutput();
      });
    }
    // After the exit its pipes may still hold what it wrote last.
    this.process.once("close", () => this.#onOutput());
    onTestFinished(async () => {
      if (this.#isOver) return;
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
      if (this.#isOver || Date.now() > deadline) {
        throw new Error(`the program did not print ${pattern}, but:\n${this.#output}`);
      }
      await this.#moreOutput(deadline - Date.now());
    }
  }

  /** Resolves with the exit status, when all that was printed was read. */
  async ended(): Promise<number | null> {
    if (!this.#isClosed) await once(this.process, "close");
    return this.process.exitCode;
  }

  get #isOver(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  get #isClosed(): boolean {
    return this.#isOver && this.process.stdout?.closed === true && this.process.stderr?.closed === true;
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
