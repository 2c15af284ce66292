import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

/** Rows of one query, as objects by the names of their columns. */
export type InfluxRow = Readonly<Record<string, string | number | null>>;

export interface InfluxServerOptions {
  /** A larger write is refused with 413. */
  readonly maxBodyBytes?: number;
  /** Points of further series are refused with 400, the others in the same write stored; 0 is no limit. */
  readonly maxSeries?: number;
}

/** A real InfluxDB 1.x on a port of its own, with one database. */
export class InfluxServer {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly database = "homesync";
  /** Where `influxd backup` and `influxd restore` reach it: `127.0.0.1:port`. */
  readonly backupAddress: string;
  readonly #process: ServerProcess;

  private constructor(port: number, rpcPort: number, process: ServerProcess) {
    this.port = port;
    this.backupAddress = `127.0.0.1:${rpcPort}`;
    this.url = `http://127.0.0.1:${port}`;
    this.#process = process;
  }

  static async start({
    maxBodyBytes = 25_000_000,
    maxSeries = 0,
  }: InfluxServerOptions = {}): Promise<InfluxServer> {
    const port = await freePort();
    const rpcPort = await freePort();
    const process = await ServerProcess.make({
      name: "influxdb",
      program: "influxd",
      debianPackage: "influxdb",
      args: (folder) => ["-config", join(folder, "influx.conf")],
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/ping`)).status === 204,
    });
    const influx = new InfluxServer(port, rpcPort, process);
    try {
      await writeFile(
        join(process.folder, "influx.conf"),
        configuration(process.folder, port, rpcPort, { maxBodyBytes, maxSeries }),
      );
      await influx.startAgain();
      await influx.query(`CREATE DATABASE ${influx.database}`, "POST");
    } catch (error) {
      await influx.close();
      throw error;
    }
    return influx;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The rows of an InfluxQL query, those of all its series one after the other; times are milliseconds. */
  async query(statement: string, method: "GET" | "POST" = "GET"): Promise<InfluxRow[]> {
    const parameters = new URLSearchParams({ db: this.database, epoch: "ms", q: statement });
    const response = await fetch(`${this.url}/query?${parameters}`, { method });
    const body = (await response.json()) as QueryAnswer;
    const error = body.error ?? body.results?.find((result) => result.error)?.error;
    if (error !== undefined) throw new Error(`influxdb: ${error}: ${statement}`);
    return (body.results ?? []).flatMap(({ series = [] }) =>
      series.flatMap(({ columns, values = [], tags }) =>
        values.map((row) => ({
          ...tags,
          ...Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
        })),
      ),
    );
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  async startAgain(): Promise<void> {
    await this.#process.start();
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}

interface QueryAnswer {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly columns: readonly string[];
      readonly values?: readonly (readonly (string | number | null)[])[];
      readonly tags?: Readonly<Record<string, string>>;
    }[];
  }[];
}

const configuration = (
  folder: string,
  port: number,
  rpcPort: number,
  { maxBodyBytes, maxSeries }: Required<InfluxServerOptions>,
): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${JSON.stringify(join(folder, "meta"))}
[data]
dir = ${JSON.stringify(join(folder, "data"))}
wal-dir = ${JSON.stringify(join(folder, "wal"))}
query-log-enabled = false
index-version = "inmem"
max-series-per-database = ${maxSeries}
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
max-body-size = ${maxBodyBytes}
`;
