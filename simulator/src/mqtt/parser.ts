import { type Packet, parser } from "mqtt-packet";

/**
 * mqtt-packet's parser, shared by all connections: it is fed whole frames only, so nothing of one connection is left
 * in it when the next one's turn comes.
 */
export class FrameParser {
  #parser = this.#create();
  #packet: Packet | undefined;

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
    const created = parser({ protocolVersion: 4 });
    created.on("packet", (packet) => {
      this.#packet = packet;
    });
    created.on("error", () => {
      this.#packet = undefined;
    });
    return created;
  }
}
