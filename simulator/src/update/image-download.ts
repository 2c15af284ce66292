import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** How a download ends, in the order of the core's `DownloadEnd`. */
const DOWNLOAD_ENDS = ["complete", "lost", "refused"] as const;
export type DownloadEnd = (typeof DOWNLOAD_ENDS)[number];

/** The core's number of an end. */
export const downloadEndIndex = (end: DownloadEnd): number => DOWNLOAD_ENDS.indexOf(end);

/** Who is told of a download. Never from inside a call of {@link ImageDownload}. */
export interface DownloadOwner {
  /** The server gives the file from byte `offset` on; `total`: its whole size, 0 when it does not say. */
  onDownloadOpened(offset: number, total: number): void;
  onDownloadData(bytes: Uint8Array): void;
  /** The last word of a start. */
  onDownloadEnded(end: DownloadEnd): void;
}

/**
 * A node's HTTP client, for one file: the body behind the core's DownloadPort. Follows no redirect, as a board does
 * not, and gives nothing up by itself: the core does.
 */
export class ImageDownload {
  readonly #owner: DownloadOwner;
  readonly #ca: string | undefined;
  #url = "";
  #request: ClientRequest | undefined;

  /** @param ca certificates in PEM that vouch for a server over https, instead of those that Node knows */
  constructor(owner: DownloadOwner, ca?: string) {
    this.#owner = owner;
    this.#ca = ca;
  }

  /** Where the starts to come get their file from. */
  prepare(url: string): void {
    this.#url = url;
  }

  /** Asks for the file from byte `offset` on (RFC 9110, 14.2). */
  start(offset: number): void {
    this.abort();
    let request: ClientRequest;
    try {
      const url = new URL(this.#url);
      const ask = url.protocol === "https:" ? requestHttps : requestHttp;
      // No agent: each start has a connection of its own, as on the board.
      const headers = offset > 0 ? { range: `bytes=${offset}-` } : {};
      request = ask(url, { agent: false, headers, ...(this.#ca === undefined ? {} : { ca: this.#ca }) });
    } catch {
      // The protocol's pattern lets a url pass that is none, such as one without a host.
      setImmediate(() => this.#owner.onDownloadEnded("refused"));
      return;
    }
    this.#request = request;
    request.on("response", (response) => this.#receive(request, response));
    request.on("error", () => this.#end(request, "lost"));
    request.end();
  }

  /** Closes the connection; nothing is reported of it any more. */
  abort(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.destroy();
  }

  #receive(request: ClientRequest, response: IncomingMessage): void {
    if (this.#request !== request) return;
    response.on("error", () => this.#end(request, "lost"));
    const range = rangeOf(response);
    if (range === undefined) {
      this.#end(request, (response.statusCode ?? 0) >= 500 ? "lost" : "refused");
      request.destroy();
      return;
    }
    response.on("data", (bytes: Uint8Array) => {
      if (this.#request === request) this.#owner.onDownloadData(bytes);
    });
    response.on("close", () => this.#end(request, response.complete ? "complete" : "lost"));
    this.#owner.onDownloadOpened(range.offset, range.total);
  }

  #end(request: ClientRequest, end: DownloadEnd): void {
    if (this.#request !== request) return;
    this.#request = undefined;
    this.#owner.onDownloadEnded(end);
  }
}

/** Which part of the file the answer holds; undefined when it holds none. */
function rangeOf(response: IncomingMessage): { offset: number; total: number } | undefined {
  if (response.statusCode === 200) {
    return { offset: 0, total: Number(response.headers["content-length"] ?? 0) };
  }
  if (response.statusCode !== 206) return undefined;
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "");
  if (match === null) return undefined;
  return { offset: Number(match[1]), total: match[2] === "*" ? 0 : Number(match[2]) };
}
