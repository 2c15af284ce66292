import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Connects that may wait to be accepted; a fleet opens many at once. */
const BACKLOG = 1024;

/** Bytes that went over the sockets, without the headers of TCP and IP. */
export interface Traffic {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Accepts connections on one address, and knows those that are there. */
export class Listener {
  readonly #serve: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #address: AddressInfo | undefined;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(serve: (socket: Socket) => void) {
    this.#serve = serve;
  }

  /** Listens; with port 0 on any that is free. Rejects with the system's error. */
  async open(host: string, port: number): Promise<AddressInfo> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#server = server;
    this.#address = server.address() as AddressInfo;
    return this.#address;
  }

  /** Listens again where it did. */
  async reopen(): Promise<void> {
    if (this.#server !== undefined || this.#address === undefined) return;
    await this.open(this.#address.address, this.#address.port);
  }

  /**
   * Listens no more, and ends the connections that are left.
   * @param before runs in between: who is served may be told first
   */
  async close(before: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed =
      server === undefined
        ? undefined
        : new Promise<void>((resolve) => {
            server.close(() => resolve());
          });
    await before();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  get traffic(): Traffic {
    let bytesIn = this.#bytesIn;
    let bytesOut = this.#bytesOut;
    for (const socket of this.#sockets) {
      bytesIn += socket.bytesRead;
      bytesOut += socket.bytesWritten;
    }
    return { bytesIn, bytesOut };
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#bytesIn += socket.bytesRead;
      this.#bytesOut += socket.bytesWritten;
    });
    this.#serve(socket);
  }
}
