import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { SeriesStoreError } from "../series-store.ts";

export interface HttpAnswer {
  readonly status: number;
  /** Cut at {@link MAX_TEXT_BYTES}. */
  readonly text: string;
  /** From `Retry-After`, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: Buffer;
}

export interface HttpClientOptions {
  readonly base: URL;
  readonly ca: string | undefined;
  /** From the first byte sent to the last one received, milliseconds. */
  readonly timeoutMs: number;
}

/** More of an answer than this is no history query of ours, and no error that anyone reads. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** No server asks for longer, and none may stop the bridge for a day. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** Calls one server over connections that it keeps. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #isTls: boolean;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#isTls = options.base.protocol === "https:";
    const keep = { keepAlive: true, maxSockets: 4 };
    this.#agent = this.#isTls
      ? new HttpsAgent({
          ...keep,
          minVersion: "TLSv1.2",
          ...(options.ca === undefined ? {} : { ca: options.ca }),
        })
      : new HttpAgent(keep);
  }

  /** @throws SeriesStoreError when there is no answer; its text holds neither path nor credential */
  call({ method, path, headers, body }: HttpCall): Promise<HttpAnswer> {
    const { base, timeoutMs } = this.#options;
    const send = this.#isTls ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const request: ClientRequest = send({
        host: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port === "" ? (this.#isTls ? 443 : 80) : base.port,
        path: `${base.pathname.replace(/\/$/, "")}${path}`,
        method,
        agent: this.#agent,
        headers: { ...headers, ...(body === undefined ? {} : { "content-length": body.length }) },
      });
      const timer = setTimeout(
        () => request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })),
        timeoutMs,
      );
      const fail = (error: NodeJS.ErrnoException): void => {
        clearTimeout(timer);
        const reason = error.code ?? error.message;
        reject(
          new SeriesStoreError(
            `InfluxDB at ${base.host} cannot be reached (${reason}): check its address and whether it runs`,
            {
              cause: error,
            },
          ),
        );
      };
      request.on("error", fail);
      request.on("response", (response) => {
        response.on("error", fail);
        readText(response, (text) => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            text,
            retryAfterMs: retryAfter(response.headers["retry-after"]),
          });
        });
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function readText(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_TEXT_BYTES) response.destroy(new Error("the answer is too long"));
    else chunks.push(chunk);
  });
  response.on("end", () => done(Buffer.concat(chunks).toString("utf8")));
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}
