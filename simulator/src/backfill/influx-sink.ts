import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Secret } from "@homesync/broker/reach";
import { type HistorySink, HistorySinkError } from "./sink.ts";

/** Where InfluxDB is, and what to write to. */
export interface InfluxTarget {
  /** `http://127.0.0.1:8086`, without a path. */
  readonly url: string;
  /** Database (v1), or bucket (v2, with `org`). */
  readonly database: string;
  /** Organisation of InfluxDB 2; absent: version 1. */
  readonly org?: string | undefined;
  readonly token?: Secret | undefined;
}

/** Lines of one request. */
const BATCH_LINES = 5000;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const REQUEST_LIMIT_MS = 30_000;
/** How much of an answer goes into an error. */
const DETAIL_CHARACTERS = 200;
const TOO_MANY = 429;
const TIMED_OUT = 408;
const LINE_END = 0x0a;
const compress = promisify(gzip);

/**
 * Writes line protocol into InfluxDB: `/write` of version 1, or `/api/v2/write` with an organisation. Batches, compressed; what
 * may pass by itself (no connection, 408, 429, 5xx) is tried again, five times in all, and writing a batch twice does no harm:
 * the same series and time are one point.
 */
export function influxSink(target: InfluxTarget, pause: (ms: number) => Promise<void>): HistorySink {
  const url = writeUrl(target);
  const headers = {
    "content-encoding": "gzip",
    "content-type": "text/plain; charset=utf-8",
    ...(target.token === undefined ? {} : { authorization: `Token ${target.token.reveal()}` }),
  };
  const send = async (lines: Buffer): Promise<void> => {
    const body = await compress(lines);
    let problem = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      let response: Response;
      try {
        response = await fetch(url, {
          method: "POST",
          headers,
          body: new Uint8Array(body),
          signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
          redirect: "error",
        });
      } catch (error) {
        problem = `no answer (${causeOf(error)})`;
        continue;
      }
      const text = (await response.text()).slice(0, DETAIL_CHARACTERS).trim();
      if (response.ok) return;
      if (!isPassing(response.status)) throw new HistorySinkError(refusalText(response.status, text, target));
      problem = `status ${response.status} ${text}`;
    }
    throw new HistorySinkError(`InfluxDB at ${target.url} does not take the data: ${problem}`);
  };
  return {
    async write(lines) {
      for (const batch of batches(lines)) await send(batch);
    },
    close: () => Promise.resolve(),
  };
}

function writeUrl({ url, database, org }: InfluxTarget): URL {
  const target = new URL(org === undefined ? "/write" : "/api/v2/write", url);
  if (org === undefined) target.searchParams.set("db", database);
  else {
    target.searchParams.set("org", org);
    target.searchParams.set("bucket", database);
  }
  target.searchParams.set("precision", "ms");
  return target;
}

/** Whole lines, so many at a time. */
function* batches(lines: Buffer): Iterable<Buffer> {
  let from = 0;
  while (from < lines.length) {
    let to = from;
    for (let line = 0; line < BATCH_LINES && to < lines.length; line++) {
      const end = lines.indexOf(LINE_END, to);
      to = end < 0 ? lines.length : end + 1;
    }
    yield lines.subarray(from, to);
    from = to;
  }
}

const isPassing = (status: number): boolean => status === TOO_MANY || status === TIMED_OUT || status >= 500;

function refusalText(status: number, text: string, { url, database, org }: InfluxTarget): string {
  if (status === 401 || status === 403) {
    return `InfluxDB at ${url} does not let us in (${status} ${text})\ngive its token with --token-file, or in HOMESYNC_INFLUX_TOKEN`;
  }
  if (status === 404 && org === undefined) {
    return `InfluxDB at ${url} has no database ${database} (${text})\ncreate it: influx -execute 'CREATE DATABASE "${database}"'`;
  }
  if (status === 404) return `InfluxDB at ${url} has no bucket ${database} of organisation ${org} (${text})`;
  return `InfluxDB at ${url} refuses the data (${status} ${text})`;
}

function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? "unknown error";
}
