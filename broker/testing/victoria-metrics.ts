import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

/** A sample as `/api/v1/export` gives it. */
export interface VictoriaSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** A real VictoriaMetrics on a port of its own: it takes InfluxDB's `/write` and `/api/v2/write`. */
export class VictoriaMetricsServer {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(port: number, process: ServerProcess) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#process = process;
  }

  static async start(): Promise<VictoriaMetricsServer> {
    const port = await freePort();
    const process = await ServerProcess.make({
      name: "victoria-metrics",
      program: "victoria-metrics",
      debianPackage: "victoria-metrics",
      args: (folder) => [
        `-storageDataPath=${folder}/storage`,
        `-httpListenAddr=127.0.0.1:${port}`,
        "-retentionPeriod=100y",
        "-memory.allowedBytes=64MB",
      ],
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
    });
    const victoria = new VictoriaMetricsServer(port, process);
    try {
      await process.start();
    } catch (error) {
      await victoria.close();
      throw error;
    }
    return victoria;
  }

  /** All samples of the series that a selector matches, those written just now included. */
  async export(selector: string): Promise<VictoriaSeries[]> {
    await fetch(`${this.url}/internal/force_flush`);
    const parameters = new URLSearchParams({ "match[]": selector });
    const text = await (await fetch(`${this.url}/api/v1/export?${parameters}`)).text();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as VictoriaSeries);
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
