import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a measured process tells when it is asked. */
export interface Sample {
  /** Messages that it got. */
  readonly received: number;
  /** Readings that it stored; what it received where it stores none. */
  readonly stored: number;
  /** CPU-seconds of all its threads, since it started. */
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

/** Where a measured process listens, for what is sent to it. */
export interface Ready {
  readonly brokerUrl: string;
}

/** A program of this folder in a process of its own, so that its CPU-seconds are nobody else's. */
export class MeasuredProcess<R = unknown, S extends Sample = Sample> {
  readonly ready: R;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: R) {
    this.#child = child;
    this.ready = ready;
  }

  /** @param settings handed to the program as JSON */
  static async start<R, S extends Sample = Sample>(
    program: string,
    settings: unknown,
    nodeOptions: readonly string[] = [],
  ): Promise<MeasuredProcess<R, S>> {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const child = fork(file, [JSON.stringify(settings)], {
      // Not those of this process: no loader, and the packages as they were built.
      execArgv: [...nodeOptions],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    process.once("exit", () => child.kill("SIGKILL"));
    const [ready] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error(`${program} ended before it was ready`);
      }),
    ])) as [R];
    return new MeasuredProcess(child, ready);
  }

  async sample(): Promise<S> {
    const answer = once(this.#child, "message");
    this.#child.send("sample");
    return (await answer)[0] as S;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.send("end");
    await ended;
  }
}
