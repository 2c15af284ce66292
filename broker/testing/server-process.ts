import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface ServerCommand {
  /** What it is called, in errors and in its folder's name. */
  readonly name: string;
  readonly program: string;
  /** The Debian package that has it. */
  readonly debianPackage: string;
  /** @param folder where all its files go */
  readonly args: (folder: string) => readonly string[];
  /**
   * Resolves to true when it answers.
   * @param said what it has said since it was started
   */
  readonly isReady: (said: string) => Promise<boolean>;
  /** All that it says is kept, and not the end alone: for tests that read it. */
  readonly keepsOutput?: boolean;
}

/** Debian keeps servers where an ordinary user's PATH does not lead. */
export const SERVER_ENVIRONMENT = {
  ...process.env,
  PATH: `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin`,
};

const START_LIMIT_MS = 30_000;
const POLL_MS = 20;
/** What is kept of what a server says, characters: enough to tell why it did not start. */
const OUTPUT_KEPT = 10_000;

/** A server of its own folder, which survives stops and starts; it ends with this process at the latest. */
export class ServerProcess {
  readonly folder: string;
  readonly #command: ServerCommand;
  readonly #killAtExit = (): void => void this.#server?.kill("SIGKILL");
  #server: ChildProcess | undefined;
  #output = "";

  private constructor(folder: string, command: ServerCommand) {
    this.folder = folder;
    this.#command = command;
    process.once("exit", this.#killAtExit);
  }

  /** Makes the folder; {@link start} starts it. */
  static async make(command: ServerCommand): Promise<ServerProcess> {
    return new ServerProcess(await mkdtemp(join(tmpdir(), `homesync-${command.name}-`)), command);
  }

  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** What it has said: since it was started, the end of it; over all its starts where it is kept. */
  get output(): string {
    return this.#output;
  }

  /** Starts it on what its folder holds; resolves when it answers. */
  async start(): Promise<void> {
    const { name, program, args, debianPackage, isReady, keepsOutput = false } = this.#command;
    if (!keepsOutput) this.#output = "";
    const before = this.#output.length;
    const server = spawn(program, args(this.folder), {
      cwd: this.folder,
      env: SERVER_ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#server = server;
    let failure: Error | undefined;
    server.once("error", ({ message }) => {
      failure = new Error(`${name}: ${message} (Debian: apt-get install ${debianPackage})`);
    });
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (text: Buffer) => {
        this.#output += text.toString();
        if (!keepsOutput) this.#output = this.#output.slice(-OUTPUT_KEPT);
      });
    }
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await isReady(this.#output.slice(before)).catch(() => false))) {
      if (failure !== undefined) throw failure;
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${name} does not start:\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** @param signal SIGKILL for a death without warning */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  }

  /** Ends it and removes its files. */
  async close(): Promise<void> {
    await this.stop("SIGKILL");
    process.off("exit", this.#killAtExit);
    await rm(this.folder, { recursive: true, force: true });
  }
}
