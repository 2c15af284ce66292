import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { type Answer, answerTo, type Serving } from "./serving.ts";

export interface ImageServerOptions {
  /** A free one when absent or 0. */
  readonly port?: number;
  /** Certificate and key, PEM: the server speaks https, as `localhost`. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** One request that was made of an image server. */
export interface ImageRequest {
  readonly path: string;
  /** The first byte that was asked for. */
  readonly from: number;
  readonly status: number;
}

interface ServedFile {
  readonly bytes: Uint8Array;
  serving: Serving;
  /** Requests since `serving` is what it is. */
  served: number;
}

/**
 * A server of firmware images on 127.0.0.1, for tests and scenarios: it serves honestly, or truncates, stalls, lies and
 * drops as it is told. Whoever starts one closes it.
 */
export class ImageServer {
  /** Of every request, in the order of their arrival; not those for files that there are not. */
  readonly requests: ImageRequest[] = [];
  readonly #server: Server;
  readonly #scheme: string;
  readonly #files = new Map<string, ServedFile>();
  readonly #sockets = new Set<Socket>();

  private constructor({ certificate }: ImageServerOptions) {
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    this.#server =
      certificate === undefined ? createServer(answer) : createSecureServer({ ...certificate }, answer);
    this.#scheme = certificate === undefined ? "http://127.0.0.1" : "https://localhost";
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** @throws Error of the system, when the port is in use */
  static async start(options: ImageServerOptions = {}): Promise<ImageServer> {
    const made = new ImageServer(options);
    made.#server.listen(options.port ?? 0, "127.0.0.1");
    await once(made.#server, "listening");
    return made;
  }

  /**
   * Serves a file, in place of what was served under that name.
   * @returns its url
   */
  serve(name: string, bytes: Uint8Array, serving: Serving = { kind: "honest" }): string {
    const path = `/${encodeURIComponent(name)}`;
    this.#files.set(path, { bytes, serving, served: 0 });
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#scheme}:${port}${path}`;
  }

  /** Serves a file otherwise from now on. */
  change(name: string, serving: Serving): void {
    const file = this.#files.get(`/${encodeURIComponent(name)}`);
    if (file === undefined) throw new RangeError(`the image server has no file ${name}`);
    file.serving = serving;
    file.served = 0;
  }

  /** Ends it, and every connection. */
  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    const file = this.#files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const from = firstByte(request.headers.range);
    const answer = answerTo(file.bytes, from, file.serving, file.served++);
    this.requests.push({ path, from, status: answer.status });
    send(answer, response);
  }
}

function send({ status, headers, body, afterwards }: Answer, response: ServerResponse): void {
  response.on("error", () => response.destroy());
  // It may announce another length than it sends: that is what it is for.
  response.strictContentLength = false;
  response.writeHead(status, headers);
  if (afterwards === "end") response.end(body);
  else if (afterwards === "stall") response.write(body);
  else response.write(body, () => response.socket?.destroySoon());
}

/** Of `bytes=N-`, the one form that nodes use; 0 for all others. */
function firstByte(range: string | undefined): number {
  return Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
}
