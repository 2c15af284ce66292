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
  /** Resolves to true when it answers. */
  readonly isReady: () => Promise<boolean>;
}

/** Debian keeps servers where an ordinary user's PATH does not lead. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin` };

const START_LIMIT_MS = 30_000;
const POLL_MS = 20;

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

  /** Starts it on what its folder holds; resolves when it answers. */
  async start(): Promise<void> {
    const { name, program, args, debianPackage, isReady } = this.#command;
    const server = spawn(program, args(this.folder), {
      cwd: this.folder,
      env: ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#server = server;
    let failure: Error | undefined;
    server.once("error", ({ message }) => {
      failure = new Error(`${name}: ${message} (Debian: apt-get install ${debianPackage})`);
    });
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (text: Buffer) => {
        this.#output = `${this.#output}${text.toString()}`.slice(-10_000);
      });
    }
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await isReady().catch(() => false))) {
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
