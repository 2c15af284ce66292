import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { parseTopic } from "@homesync/protocol";
import { MqttFrames } from "./mqtt-frames.ts";

/** One reading, by what makes it one: `home/node/metric time`. */
export type ReadingKey = string;

export const readingKey = (homeId: string, nodeId: string, metric: string, timeMs: number): ReadingKey =>
  `${homeId}/${nodeId}/${metric} ${timeMs}`;

/**
 * Stands between MQTT clients and their broker, and writes down which readings were sent at QoS 1 and which of them were
 * acknowledged, from the frames themselves. It can also let the network go half-open: nothing gets through, and nobody
 * is told.
 */
export class LedgerProxy {
  readonly url: string;
  /** Readings that were sent, in either direction. */
  readonly sent = new Set<ReadingKey>();
  /** Those of them whose receiver has sent PUBACK. */
  readonly acknowledged = new Set<ReadingKey>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #stalled = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  /** @param port of the broker on this machine */
  static async start(port: number): Promise<LedgerProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new LedgerProxy(server, (server.address() as AddressInfo).port);
    server.on("connection", (client) => proxy.#join(client, connect(port, "127.0.0.1")));
    return proxy;
  }

  /** From now on nothing gets through; connections stay open, and new ones are accepted. */
  stall(): void {
    this.#stalled = true;
  }

  /** Ends the connections that were stalled and lets new ones work. */
  heal(): void {
    this.#stalled = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, broker: Socket): void {
    // Packet ids of the two directions are apart (MQTT 3.1.1, 2.3.1).
    const fromClient = new Map<number, ReadingKey>();
    const fromBroker = new Map<number, ReadingKey>();
    const frames = new MqttFrames();
    this.#pass(client, broker, (chunk) => frames.client(chunk, this.#entries(fromClient, fromBroker)));
    this.#pass(broker, client, (chunk) => frames.broker(chunk, this.#entries(fromBroker, fromClient)));
  }

  #entries(own: Map<number, ReadingKey>, others: Map<number, ReadingKey>) {
    return {
      publish: (topic: string, payload: Buffer, packetId: number): void => {
        const key = keyOf(topic, payload);
        if (key === undefined) return;
        this.sent.add(key);
        own.set(packetId, key);
      },
      puback: (packetId: number): void => {
        const key = others.get(packetId);
        others.delete(packetId);
        if (key !== undefined) this.acknowledged.add(key);
      },
    };
  }

  #pass(from: Socket, to: Socket, look: (chunk: Buffer) => void): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk: Buffer) => {
      if (this.#stalled) return;
      look(chunk);
      to.write(chunk);
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#sockets.delete(from);
      // A peer beyond a half-open network learns nothing.
      if (!this.#stalled) to.destroy();
    });
  }
}

function keyOf(topic: string, payload: Buffer): ReadingKey | undefined {
  const address = parseTopic(topic);
  if (!address.ok || !address.value.key.startsWith("telemetry/")) return undefined;
  const { timestamp } = JSON.parse(payload.toString()) as { timestamp?: string };
  if (timestamp === undefined) return undefined;
  const { homeId, nodeId, key } = address.value;
  return readingKey(homeId, nodeId, key.slice("telemetry/".length), Date.parse(timestamp));
}
