/** A PUBLISH of QoS 1 within a text of frames. */
export interface PublishText {
  readonly packetId: number;
  /** The whole frame, one character a byte. */
  readonly frame: string;
}

const PUBLISH = 3;

/**
 * The publishes of QoS 1 in a text of whole frames, our own (MQTT 3.1.1 and 5, 2.2 and 3.3).
 * @param frames one character a byte
 */
export function* publishesIn(frames: string): Iterable<PublishText> {
  let end = 0;
  for (let at = 0; at < frames.length; at = end) {
    const first = frames.charCodeAt(at);
    let body = at + 1;
    let remaining = 0;
    for (let shift = 0; ; shift += 7) {
      const digit = frames.charCodeAt(body++);
      remaining |= (digit & 0x7f) << shift;
      if (digit < 0x80) break;
    }
    end = body + remaining;
    if (first >> 4 !== PUBLISH || ((first >> 1) & 3) === 0) continue;
    const idAt = body + 2 + uint16(frames, body);
    yield { packetId: uint16(frames, idAt), frame: frames.slice(at, end) };
  }
}

const uint16 = (text: string, at: number): number => (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
