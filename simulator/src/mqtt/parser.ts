import { type Packet, parser } from "mqtt-packet";
import type { ProtocolLevel } from "./version.ts";

/**
 * mqtt-packet's parser, shared by all connections: it is fed whole frames only, so nothing of one connection is left
 * in it when the next one's turn comes.
 */
export class FrameParser {
  readonly #level: ProtocolLevel;
  #parser: ReturnType<typeof parser>;
  #packet: Packet | undefined;

  constructor(level: ProtocolLevel) {
    this.#level = level;
    this.#parser = this.#create();
  }

  /** The packet of one whole frame; undefined when it is malformed. Payloads are views into `frame`. */
  parse(frame: Buffer): Packet | undefined {
    this.#packet = undefined;
    let left: number;
    try {
      left = this.#parser.parse(frame);
    } catch {
      left = -1;
    }
    if (left !== 0) {
      // Its inner lengths disagree with its length: start afresh, so that the rest never reaches another connection.
      this.#parser = this.#create();
      return undefined;
    }
    return this.#packet;
  }

  #create(): ReturnType<typeof parser> {
    const created = parser({ protocolVersion: this.#level });
    created.on("packet", (packet) => {
      this.#packet = packet;
    });
    created.on("error", () => {
      this.#packet = undefined;
    });
    return created;
  }
}
