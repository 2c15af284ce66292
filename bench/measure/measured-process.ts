import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What every measured process tells when it is asked. */
export interface Usage {
  /** CPU-seconds of all its threads, since it started. */
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

/** Longest time that a process takes to be ready, or to answer, whatever else the machine does. */
const LIMIT_MS = 300_000;

/** A program in a process of its own, so that its CPU-seconds are nobody else's; it is asked while it runs. */
export class MeasuredProcess<R = unknown, S extends Usage = Usage> {
  readonly ready: R;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #kill: () => void;

  private constructor(child: ChildProcess, name: string, ready: R, kill: () => void) {
    this.#child = child;
    this.#name = name;
    this.ready = ready;
    this.#kill = kill;
  }

  /**
   * @param settings handed to the program as JSON
   * @throws Error when it ends before it is ready
   */
  static async start<R, S extends Usage = Usage>(
    program: URL,
    settings: unknown,
    nodeOptions: readonly string[] = [],
  ): Promise<MeasuredProcess<R, S>> {
    const file = fileURLToPath(program);
    const name = file.split("/").at(-1) ?? file;
    const child = fork(file, [JSON.stringify(settings)], {
      // Not those of this process: no loader, and the packages as they were built.
      execArgv: [...nodeOptions],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    const ready = (await answerOf(child, name)) as R;
    return new MeasuredProcess(child, name, ready, kill);
  }

  /** @throws Error when it has ended */
  async sample(): Promise<S> {
    const answer = answerOf(this.#child, this.#name);
    if (this.#child.connected) this.#child.send("sample");
    return (await answer) as S;
  }

  /** Ends it in its own way. @throws Error when it fails at that */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, "exit");
      if (this.#child.connected) this.#child.send("end");
      await ended;
    }
    process.off("exit", this.#kill);
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`${this.#name} ended with ${signalCode ?? exitCode}`);
  }

  /** Ends it at once, where what it holds is of no more use. */
  kill(): void {
    process.off("exit", this.#kill);
    this.#kill();
  }
}

/** The next message of a process. @throws Error when none can come any more */
function answerOf(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(late);
      child.off("message", answered).off("exit", ended);
      outcome();
    };
    const answered = (message: unknown): void => settle(() => resolve(message));
    const fail = (why: string): void => settle(() => reject(new Error(`${name} ${why}`)));
    const ended = (): void => fail("ended while it was measured");
    const late = setTimeout(() => fail(`did not answer within ${LIMIT_MS / 1000} s`), LIMIT_MS);
    child.once("message", answered).once("exit", ended);
    if (child.exitCode !== null || child.signalCode !== null) ended();
  });
}
