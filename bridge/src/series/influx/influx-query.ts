import { type Point, type SeriesRange, SeriesStoreError, type Window } from "../series-store.ts";
import type { HttpClient } from "./http.ts";
import type { InfluxTarget } from "./options.ts";
import { reasonOf } from "./verdict.ts";

/** Times of InfluxDB are 64-bit nanoseconds: the last whole millisecond of them. */
const LATEST_MS = 9_223_372_036_854;

type Row = readonly (number | null)[];

interface Answer {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly values?: readonly Row[] }[];
  }[];
}

/** History by InfluxQL: InfluxDB 1, and the compatible `/query` of 2 and 3. VictoriaMetrics has none. */
export class InfluxQuery {
  readonly #client: HttpClient;
  readonly #target: InfluxTarget;

  constructor(client: HttpClient, target: InfluxTarget) {
    this.#client = client;
    this.#target = target;
  }

  async history(range: SeriesRange): Promise<readonly Point[]> {
    const rows = await this.#rows(
      `SELECT value, quality FROM power_readings WHERE ${where(range)} ${page(range)}`,
    );
    return rows.map(([timeMs, value, quality]) => ({
      timeMs: Number(timeMs),
      value: Number(value),
      quality: Number(quality),
    }));
  }

  async windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]> {
    const rows = await this.#rows(
      `SELECT count(value), mean(value), min(value), max(value) FROM power_readings WHERE ${where(range)} GROUP BY time(${everyMs}ms) fill(none) ${page(range)}`,
    );
    return rows.map(([timeMs, count, mean, min, max]) => ({
      timeMs: Number(timeMs),
      count: Number(count),
      mean: Number(mean),
      min: Number(min),
      max: Number(max),
    }));
  }

  async #rows(statement: string): Promise<readonly Row[]> {
    const { authorization, queryParameters } = this.#target;
    const parameters = new URLSearchParams({ ...queryParameters, epoch: "ms", q: statement });
    const answer = await this.#client.call({
      method: "GET",
      path: `/query?${parameters}`,
      headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) },
    });
    if (answer.status !== 200) throw new SeriesStoreError(`InfluxDB cannot answer (${reasonOf(answer)})`);
    const { error, results } = JSON.parse(answer.text) as Answer;
    const failure = error ?? results?.[0]?.error;
    if (failure !== undefined) throw new SeriesStoreError(`InfluxDB cannot answer (${failure})`);
    return results?.[0]?.series?.[0]?.values ?? [];
  }
}

function where({ homeId, nodeId, metric, fromMs, toMs }: SeriesRange): string {
  const to = Math.min(toMs, LATEST_MS);
  return `home_id = ${literal(homeId)} AND node_id = ${literal(nodeId)} AND metric = ${literal(metric)} AND time >= ${fromMs}ms AND time < ${to}ms`;
}

const page = ({ order, limit }: SeriesRange): string => `ORDER BY time ${order.toUpperCase()} LIMIT ${limit}`;

const literal = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
