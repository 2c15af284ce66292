import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { METRIC_NAMES, METRICS } from "@homesync/protocol";
import { generate } from "mqtt-packet";

/** Whose telemetry is sent. */
export interface BenchFleet {
  readonly nodes: number;
  /** Each has as many of the nodes as the others. */
  readonly homes: number;
}

export const BENCH_FLEET: BenchFleet = { nodes: 1_000, homes: 100 };

/** Each metric of each node. */
export const topicCount = ({ nodes }: BenchFleet): number => nodes * METRIC_NAMES.length;

export const homesOf = ({ homes }: BenchFleet): readonly string[] =>
  Array.from({ length: homes }, (_, home) => `home-${home}`);

/** Home and name of a node, by its place. */
export const addressOf = (node: number, { nodes, homes }: BenchFleet): { home: string; node: string } => ({
  home: `home-${Math.floor((node * homes) / nodes)}`,
  node: `node-${String(node).padStart(4, "0")}`,
});

/** Messages that may be on their way to who is measured: enough to keep it busy, too few for the broker to drop any. */
const MAX_OUTSTANDING = 20_000;
const FRAMES_A_WRITE = 140;
const MAX_PACKET_ID = 65_535;
const POLL_MS = 10;

/** A fleet's telemetry, sent as fast as its reader takes it, in frames that are made by hand: it must cost little. */
export class Load {
  readonly #socket: Socket;
  readonly #qos: 0 | 1;
  readonly #topics: readonly Buffer[];
  #sent = 0;
  #acknowledged = 0;
  #packetId = 0;
  /** Every reading has its own millisecond, so that each is a point of its own. */
  readonly #startMs = Date.now() - 3_600_000;

  private constructor(socket: Socket, qos: 0 | 1, fleet: BenchFleet) {
    this.#socket = socket;
    this.#qos = qos;
    this.#topics = Array.from({ length: topicCount(fleet) }, (_, index) => topicOf(index, fleet));
    // SUBACK and the like never come: what does is one PUBACK of four bytes for each message.
    let bytes = 0;
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      this.#acknowledged = Math.floor(bytes / 4);
    });
  }

  static async connect(brokerUrl: string, qos: 0 | 1, fleet: BenchFleet = BENCH_FLEET): Promise<Load> {
    const { hostname, port } = new URL(brokerUrl);
    const socket = connect(Number(port), hostname);
    socket.write(
      generate({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clientId: "load",
        clean: true,
        keepalive: 0,
      }),
    );
    await once(socket, "data");
    return new Load(socket, qos, fleet);
  }

  /** Number of different topics that it sends to. */
  get topics(): number {
    return this.#topics.length;
  }

  /** Sends `count` messages; resolves when `received` says that all have arrived. */
  async run(count: number, received: () => Promise<number>): Promise<void> {
    const before = await received();
    const sentBefore = this.#sent;
    let arrived = 0;
    while (arrived < count) {
      while (this.#sent - sentBefore < Math.min(count, arrived + MAX_OUTSTANDING)) {
        if (this.#qos === 1 && this.#sent - this.#acknowledged > MAX_OUTSTANDING) break;
        if (!this.#socket.write(this.#frames(Math.min(FRAMES_A_WRITE, count + sentBefore - this.#sent)))) {
          await once(this.#socket, "drain");
        }
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      arrived = (await received()) - before;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #frames(count: number): Buffer {
    const frames: Buffer[] = [];
    for (let index = 0; index < count; index++) frames.push(this.#frame(this.#sent++));
    return Buffer.concat(frames);
  }

  #frame(index: number): Buffer {
    const metric = METRIC_NAMES[index % METRIC_NAMES.length] ?? "power";
    const { unit, min, max, decimals } = METRICS[metric];
    const value = (min + (max - min) * ((index % 977) / 977)).toFixed(decimals);
    const timestamp = new Date(this.#startMs + Math.floor(index / METRIC_NAMES.length)).toISOString();
    const payload = Buffer.from(
      `{"value":${Number(value)},"unit":"${unit}","timestamp":"${timestamp}","quality":${index % 101}}`,
    );
    const topic = this.#topics[index % this.#topics.length] as Buffer;
    const packetId = this.#qos === 0 ? 0 : 2;
    const remaining = 2 + topic.length + packetId + payload.length;
    const frame = Buffer.allocUnsafe(3 + remaining);
    frame[0] = 0x30 | (this.#qos << 1);
    frame[1] = (remaining & 0x7f) | 0x80;
    frame[2] = remaining >> 7;
    frame.writeUInt16BE(topic.length, 3);
    topic.copy(frame, 5);
    if (packetId > 0) {
      this.#packetId = (this.#packetId % MAX_PACKET_ID) + 1;
      frame.writeUInt16BE(this.#packetId, 5 + topic.length);
    }
    payload.copy(frame, 5 + topic.length + packetId);
    return frame;
  }
}

function topicOf(index: number, fleet: BenchFleet): Buffer {
  const metric = METRIC_NAMES[index % METRIC_NAMES.length];
  const { home, node } = addressOf(Math.floor(index / METRIC_NAMES.length), fleet);
  return Buffer.from(`homesync/${home}/nodes/${node}/telemetry/${metric}`);
}
