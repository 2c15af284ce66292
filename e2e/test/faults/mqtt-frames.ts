/** What is looked for in the frames of one direction. */
export interface FrameEntries {
  publish(topic: string, payload: Buffer, packetId: number): void;
  puback(packetId: number): void;
}

const CONNECT = 1;
const PUBLISH = 3;
const PUBACK = 4;

/** Reads the frames of one connection, both directions (MQTT 3.1.1 and 5): the client's CONNECT tells which version. */
export class MqttFrames {
  #version = 4;
  #fromClient: Buffer = Buffer.alloc(0);
  #fromBroker: Buffer = Buffer.alloc(0);

  client(chunk: Buffer, entries: FrameEntries): void {
    this.#fromClient = this.#read(Buffer.concat([this.#fromClient, chunk]), entries);
  }

  broker(chunk: Buffer, entries: FrameEntries): void {
    this.#fromBroker = this.#read(Buffer.concat([this.#fromBroker, chunk]), entries);
  }

  /** @returns what is not a whole frame yet */
  #read(bytes: Buffer, entries: FrameEntries): Buffer {
    let at = 0;
    for (;;) {
      const length = variableInteger(bytes, at + 1);
      if (length === undefined || length.end + length.value > bytes.length) return bytes.subarray(at);
      const end = length.end + length.value;
      this.#look(bytes[at] as number, bytes.subarray(length.end, end), entries);
      at = end;
    }
  }

  #look(first: number, body: Buffer, entries: FrameEntries): void {
    switch (first >> 4) {
      case CONNECT:
        // After the protocol's name.
        this.#version = body[2 + body.readUInt16BE(0)] as number;
        return;
      case PUBACK:
        entries.puback(body.readUInt16BE(0));
        return;
      case PUBLISH: {
        if (((first >> 1) & 3) === 0) return;
        const topicEnd = 2 + body.readUInt16BE(0);
        let at = topicEnd + 2;
        if (this.#version === 5) {
          const properties = variableInteger(body, at);
          at = (properties?.end ?? at) + (properties?.value ?? 0);
        }
        entries.publish(body.toString("utf8", 2, topicEnd), body.subarray(at), body.readUInt16BE(topicEnd));
      }
    }
  }
}

function variableInteger(
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(start + 4, bytes.length); at++) {
    const byte = bytes[at] as number;
    value |= (byte & 0x7f) << (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
