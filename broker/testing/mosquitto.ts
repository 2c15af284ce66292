import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestCertificate } from "./certificate.ts";
import { freePort } from "./free-port.ts";
import { SERVER_ENVIRONMENT, ServerProcess } from "./server-process.ts";

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

/** A real mosquitto on a port of its own. Whoever starts one closes it; the end of the process does so too. */
export class Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(
    port: number,
    process: ServerProcess,
    { certificate, webSockets = false }: MosquittoOptions,
  ) {
    this.port = port;
    this.#process = process;
    const scheme = webSockets ? "ws" : "mqtt";
    const authority =
      certificate === undefined ? `${scheme}://127.0.0.1:${port}` : `${scheme}s://localhost:${port}`;
    this.url = webSockets ? `${authority}/mqtt` : authority;
  }

  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const port = options.port ?? (await freePort());
    const process = await ServerProcess.make({
      name: "mosquitto",
      program: "mosquitto",
      debianPackage: "mosquitto",
      args: () => ["-c", "mosquitto.conf"],
      // A connection made to find out would be one more client in its log.
      isReady: (said) => Promise.resolve(said.includes(" running\n")),
      keepsOutput: true,
    });
    const mosquitto = new Mosquitto(port, process, options);
    try {
      await configure(process.folder, port, options);
      await process.start();
    } catch (error) {
      await mosquitto.close();
      throw error;
    }
    return mosquitto;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** What it has logged: who came and went; with `verbose`, every packet. */
  get output(): string {
    return this.#process.output;
  }

  /** Ends it, where it runs, and starts it on the same port; nothing of before is kept unless it is persistent. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#process.start();
  }

  /** @param signal SIGKILL for a death without warning: what was not yet saved is lost */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    await this.#process.stop(signal);
  }

  /** Ends it and removes its files. */
  async close(): Promise<void> {
    await this.#process.close();
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
    const hashing = spawn("mosquitto_passwd", ["-U", "passwords"], { cwd: folder, env: SERVER_ENVIRONMENT });
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
