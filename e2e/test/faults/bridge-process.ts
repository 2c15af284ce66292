import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BridgeConfig, BridgeStats } from "@homesync/bridge";
import { onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("./bridge-main.ts", import.meta.url));
const LOADER = ["--conditions=@homesync/source", "--import", "tsx"];

/** A bridge that can be killed, and started again on what it left. It ends with the test. */
export class BridgeProcess {
  readonly #config: BridgeConfig;
  #child: ChildProcess | undefined;
  /** Rejects when the child ends. */
  #ended: Promise<never> = Promise.reject(new Error("the bridge has not started"));
  #url = "";
  #output = "";

  constructor(config: BridgeConfig) {
    this.#config = config;
    this.#ended.catch(() => undefined);
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error("the bridge does not run");
    return this.#child.pid;
  }

  /** What it logged, of level warn and above. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const child = fork(MAIN, [JSON.stringify(this.#config)], {
      execArgv: LOADER,
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.#child = child;
    child.stderr?.on("data", (text: Buffer) => {
      this.#output += text.toString();
    });
    this.#ended = once(child, "exit").then(() => {
      throw new Error(`the bridge ended:\n${this.#output}`);
    });
    this.#ended.catch(() => undefined);
    const [ready] = (await this.#answer(child)) as [{ url: string }];
    this.#url = ready.url;
  }

  async stats(): Promise<BridgeStats> {
    const child = this.#child as ChildProcess;
    const answer = this.#answer(child);
    child.send("stats");
    return ((await answer) as [BridgeStats])[0];
  }

  async readiness(): Promise<{ readonly status: string; readonly log: string; readonly store: string }> {
    const response = await fetch(`${this.#url}/readyz`);
    return (await response.json()) as Awaited<ReturnType<BridgeProcess["readiness"]>>;
  }

  /** kill -9: nothing in it gets to know. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** What the child says next. */
  async #answer(child: ChildProcess): Promise<unknown> {
    const stop = new AbortController();
    try {
      return await Promise.race([once(child, "message", { signal: stop.signal }), this.#ended]);
    } finally {
      stop.abort();
    }
  }
}
