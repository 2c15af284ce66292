import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { generate, type Packet, parser } from "mqtt-packet";

/** One client of a {@link ScriptedBroker}: what it sent, packet by packet. */
export class ScriptedClient {
  readonly socket: Socket;
  readonly #packets: Packet[] = [];
  readonly #waiting: ((packet: Packet) => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    const incoming = parser({ protocolVersion: 4 });
    incoming.on("packet", (packet) => {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(packet);
      else this.#packets.push(packet);
    });
    socket.on("data", (bytes) => incoming.parse(bytes));
    socket.on("error", () => undefined);
  }

  /** The next packet that the client sends. */
  next(): Promise<Packet> {
    const ready = this.#packets.shift();
    return ready ? Promise.resolve(ready) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(...packets: Packet[]): void {
    this.socket.write(Buffer.concat(packets.map((packet) => generate(packet))));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Answers the CONNECT that comes next. */
  async accept(sessionPresent = false): Promise<Packet> {
    const connect = await this.next();
    this.send({ cmd: "connack", returnCode: 0, sessionPresent });
    return connect;
  }
}

/** A broker that does only what a test says: for what no real one would do on demand. */
export class ScriptedBroker {
  readonly #server = createServer();
  readonly #sockets = new Set<Socket>();

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next client that connects. */
  async client(): Promise<ScriptedClient> {
    const [socket] = (await once(this.#server, "connection")) as [Socket];
    this.#sockets.add(socket);
    return new ScriptedClient(socket);
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
