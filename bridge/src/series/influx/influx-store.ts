import { promisify } from "node:util";
import { constants, gzip as gzipCallback } from "node:zlib";
import {
  type Point,
  type Reading,
  type RefusedReading,
  type SeriesRange,
  type SeriesStore,
  SeriesStoreError,
  type Window,
} from "../series-store.ts";
import { HttpClient } from "./http.ts";
import { InfluxQuery } from "./influx-query.ts";
import { LineProtocol } from "./line-protocol.ts";
import { INFLUX_DEFAULTS, type InfluxOptions, type InfluxTarget, influxTarget } from "./options.ts";
import { reasonOf, verdictOf } from "./verdict.ts";

const gzip = promisify(gzipCallback);

/**
 * Readings in InfluxDB, or in what speaks its write path. A write that is repeated is harmless: a point of the same
 * series and time is overwritten.
 */
export class InfluxStore implements SeriesStore {
  readonly maxBatch = 5_000;
  readonly #target: InfluxTarget;
  readonly #client: HttpClient;
  readonly #query: InfluxQuery;
  readonly #lines = new LineProtocol();

  /** @throws StartError when the options are wrong or unsafe */
  constructor(options: InfluxOptions) {
    this.#target = influxTarget(options);
    this.#client = new HttpClient({
      base: this.#target.base,
      ca: options.ca,
      timeoutMs: options.timeoutMs ?? INFLUX_DEFAULTS.timeoutMs,
    });
    this.#query = new InfluxQuery(this.#client, this.#target);
  }

  async write(readings: readonly Reading[]): Promise<readonly RefusedReading[]> {
    const refused: RefusedReading[] = [];
    await this.#write(readings, refused);
    return refused;
  }

  history(range: SeriesRange): Promise<readonly Point[]> {
    return this.#query.history(range);
  }

  windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]> {
    return this.#query.windows(range, everyMs);
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #write(readings: readonly Reading[], refused: RefusedReading[]): Promise<void> {
    const answer = await this.#post(this.#lines.encode(readings));
    switch (verdictOf(answer)) {
      case "stored":
        return;
      case "bad_points":
      case "too_large":
        await this.#writeParts(readings, reasonOf(answer), refused);
        return;
      case "misconfigured":
        throw new SeriesStoreError(
          `InfluxDB at ${this.#target.base.host} refuses to store (${reasonOf(answer)}): check its credentials, and that the database or bucket exists`,
        );
      case "later":
        throw new SeriesStoreError(
          `InfluxDB at ${this.#target.base.host} cannot store now (${reasonOf(answer)})`,
          answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs },
        );
    }
  }

  /** By halves, until the bad ones stand alone: one of them never holds up the others. */
  async #writeParts(readings: readonly Reading[], reason: string, refused: RefusedReading[]): Promise<void> {
    const [reading] = readings;
    if (reading !== undefined && readings.length === 1) {
      refused.push({ reading, reason });
      return;
    }
    const middle = readings.length >> 1;
    await this.#write(readings.slice(0, middle), refused);
    await this.#write(readings.slice(middle), refused);
  }

  async #post(lines: Buffer) {
    const { authorization, writePath } = this.#target;
    return this.#client.call({
      method: "POST",
      path: writePath,
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-encoding": "gzip",
        ...(authorization === undefined ? {} : { authorization }),
      },
      // Lines are so alike that the fastest level makes them a tenth; the best one costs ten times as much for little.
      body: await gzip(lines, { level: constants.Z_BEST_SPEED }),
    });
  }
}
