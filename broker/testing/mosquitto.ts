import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestCertificate } from "./certificate.ts";
import { freePort } from "./free-port.ts";

export interface MosquittoOptions {
  /** A free one when absent. */
  readonly port?: number;
  /** Admits only this user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Speaks TLS only. */
  readonly certificate?: TestCertificate;
  /** Keeps sessions, queues and retained messages on disk over stops and deaths. */
  readonly persistent?: boolean;
  /** Admits only those who show a certificate of this authority (PEM); with `certificate`. */
  readonly clientAuthority?: string;
  /** Listens for WebSockets, at `/mqtt`, instead of plain MQTT. */
  readonly webSockets?: boolean;
  /** Logs every packet, too: who subscribed to what, who said DISCONNECT. Costs what it logs. */
  readonly verbose?: boolean;
  /** Further lines of its configuration. */
  readonly config?: readonly string[];
}

/** Debian keeps servers where an ordinary user's PATH does not lead. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin` };

const START_LIMIT_MS = 10_000;

/** A real mosquitto on a port of its own. Whoever starts one closes it; the end of the process does so too. */
export class Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly #folder: string;
  readonly #kill = (): void => void this.#server?.kill("SIGKILL");
  #server: ChildProcess | undefined;
  #output = "";

  private constructor(port: number, folder: string, { certificate, webSockets = false }: MosquittoOptions) {
    this.port = port;
    const scheme = webSockets ? "ws" : "mqtt";
    const authority =
      certificate === undefined ? `${scheme}://127.0.0.1:${port}` : `${scheme}s://localhost:${port}`;
    this.url = webSockets ? `${authority}/mqtt` : authority;
    this.#folder = folder;
    process.once("exit", this.#kill);
  }

  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), "homesync-mosquitto-"));
    const port = options.port ?? (await freePort());
    const mosquitto = new Mosquitto(port, folder, options);
    try {
      await configure(folder, port, options);
      await mosquitto.restart();
    } catch (error) {
      await mosquitto.close();
      throw error;
    }
    return mosquitto;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** What it has logged: who came and went; with `verbose`, every packet. */
  get output(): string {
    return this.#output;
  }

  /** Ends it, where it runs, and starts it on the same port; nothing of before is kept unless it is persistent. */
  async restart(): Promise<void> {
    await this.stop();
    const server = spawn("mosquitto", ["-c", "mosquitto.conf"], {
      cwd: this.#folder,
      env: ENVIRONMENT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#server = server;
    await this.#running(server);
  }

  /** @param signal SIGKILL for a death without warning: what was not yet saved is lost */
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
    await this.stop();
    process.off("exit", this.#kill);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #running(server: ChildProcess): Promise<void> {
    const from = this.#output.length;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("mosquitto does not start")), START_LIMIT_MS);
      const settle = (outcome: () => void) => {
        clearTimeout(late);
        outcome();
      };
      server.once("error", ({ message }) =>
        settle(() => reject(new Error(`mosquitto: ${message} (Debian: apt-get install mosquitto)`))),
      );
      server.once("exit", (code) =>
        settle(() => reject(new Error(`mosquitto ended with ${code}:\n${this.#output}`))),
      );
      server.stderr?.on("data", (text: Buffer) => {
        this.#output += text.toString();
        if (this.#output.includes(" running\n", from)) settle(resolve);
      });
    });
  }
}

async function configure(folder: string, port: number, options: MosquittoOptions): Promise<void> {
  const { user, certificate, verbose = false, persistent = false, config = [] } = options;
  // It does not start with WebSockets alone.
  const second = options.webSockets === true ? ["listener 0 mosquitto.sock"] : [];
  const lines = [`persistence ${persistent}`, ...second, `listener ${port} 127.0.0.1`];
  if (persistent) lines.push(`persistence_location ${folder}/`);
  // Started by root it would become another user, who cannot read the files here.
  if (process.getuid?.() === 0) lines.push("user root");
  if (verbose) lines.push("log_type all");
  if (options.webSockets === true) lines.push("protocol websockets");
  const write = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 });
  if (user === undefined) lines.push("allow_anonymous true");
  else {
    await write("passwords", `${user.name}:${user.password}\n`);
    const hashing = spawn("mosquitto_passwd", ["-U", "passwords"], { cwd: folder, env: ENVIRONMENT });
    const [status] = (await once(hashing, "exit")) as [number];
    if (status !== 0) throw new Error("mosquitto_passwd failed");
    lines.push("allow_anonymous false", "password_file passwords");
  }
  if (certificate !== undefined) {
    await write("server.pem", certificate.cert);
    await write("server.key", certificate.key);
    lines.push("certfile server.pem", "keyfile server.key");
  }
  if (options.clientAuthority !== undefined) {
    await write("clients.pem", options.clientAuthority);
    lines.push("cafile clients.pem", "require_certificate true");
  }
  await write("mosquitto.conf", `${[...lines, ...config].join("\n")}\n`);
}
