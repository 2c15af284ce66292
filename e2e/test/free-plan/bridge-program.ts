import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { RunningProgram } from "../running-program.ts";

const PROGRAM = "bridge/bin/homesync-bridge.js";
const EVENTUALLY = { timeout: 60_000, interval: 50 };

/** `homesync-bridge` as it is installed, at a broker elsewhere; it can be stopped and started again on what it left. */
export class BridgeProgram {
  readonly #data: string;
  #args: readonly string[];
  #running: RunningProgram;
  #token = "";

  private constructor(data: string, args: readonly string[]) {
    this.#data = data;
    this.#args = args;
    this.#running = this.#run();
  }

  /** @param args of `homesync-bridge run` */
  static async create(args: readonly string[]): Promise<BridgeProgram> {
    const data = await mkdtemp(join(tmpdir(), "homesync-bridge-"));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    return new BridgeProgram(data, args);
  }

  /** What it printed and logged since it was started last. */
  get output(): string {
    return this.#running.output;
  }

  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#running.printed(pattern);
  }

  /** Resolves when the broker has let it in and granted its subscriptions. */
  async isConnected(): Promise<void> {
    await vi.waitFor(
      async () => expect(await this.metric('link_state{state="connected"}'), this.output).toBe(1),
      EVENTUALLY,
    );
  }

  /** One of its counters for Prometheus, without the prefix. */
  async metric(name: string): Promise<number> {
    const text = await (await this.#request("GET", "/metrics")).text();
    const line = text.split("\n").find((candidate) => candidate.startsWith(`homesync_${name} `));
    if (line === undefined) throw new Error(`the bridge has no metric ${name}`);
    return Number(line.slice(line.lastIndexOf(" ") + 1));
  }

  /** Calls the API as an administrator of all homes. */
  call(method: string, path: string, body?: object): Promise<Response> {
    return this.#request(method, `/api/v1${path}`, body);
  }

  /** Ends it in order and starts it again, with more arguments. */
  async restart(more: readonly string[]): Promise<void> {
    this.#args = [...this.#args, ...more];
    this.#running.process.kill("SIGTERM");
    expect(await this.#running.ended(), this.output).toBe(0);
    this.#running = this.#run();
  }

  #run(): RunningProgram {
    const always = ["--data", this.#data, "--http-port", "0", "--store", "memory", "--state", "memory"];
    return new RunningProgram(process.execPath, [PROGRAM, "run", ...always, ...this.#args]);
  }

  async #request(method: string, path: string, body?: object): Promise<Response> {
    const [, url] = await this.printed(/API (\S+)\/api\/v1/);
    this.#token ||= await this.#issueToken();
    const headers = { authorization: `Bearer ${this.#token}` };
    if (body === undefined) return fetch(`${url}${path}`, { method, headers });
    return fetch(`${url}${path}`, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async #issueToken(): Promise<string> {
    const args = [PROGRAM, "token", "--data", this.#data, "--homes", "*", "--role", "admin"];
    const token = new RunningProgram(process.execPath, args);
    expect(await token.ended(), token.output).toBe(0);
    return token.output.trim();
  }
}
