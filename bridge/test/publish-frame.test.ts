import { Duplex } from "node:stream";
import fc from "fast-check";
import { generate, type IPublishPacket } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import type { IncomingMessage } from "../src/link/link.ts";
import { mqttFrameSize, readPublish } from "../src/link/publish-frame.ts";
import { PublishTap } from "../src/link/publish-tap.ts";

const version = fc.constantFrom(4 as const, 5 as const);

/** Any PUBLISH that a broker may send us. */
const publish = fc.record({
  topic: fc.stringMatching(/^[a-zA-Z0-9_/äß°-]{1,80}$/),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  qos: fc.constantFrom(0 as const, 1 as const),
  retain: fc.boolean(),
  dup: fc.boolean(),
  messageId: fc.integer({ min: 1, max: 65_535 }),
  text: fc.stringMatching(/^[a-z]{0,20}$/),
});
type Publish = typeof publish extends fc.Arbitrary<infer Value> ? Value : never;

function frameOf(
  { topic, payload, qos, retain, dup, messageId, text }: Publish,
  protocolVersion: 4 | 5,
): Buffer {
  const properties = { messageExpiryInterval: 60, userProperties: { text }, contentType: text };
  const packet: IPublishPacket = {
    cmd: "publish",
    topic,
    payload,
    qos,
    retain,
    dup: dup && qos > 0,
    ...(qos > 0 ? { messageId } : {}),
    ...(protocolVersion === 5 ? { properties } : {}),
  };
  return generate(packet, { protocolVersion });
}

describe("a PUBLISH", () => {
  test("is read as mqtt-packet wrote it, in both versions", () => {
    fc.assert(
      fc.property(publish, version, (message, protocolVersion) => {
        const frame = frameOf(message, protocolVersion);
        expect(mqttFrameSize(frame, 0)).toBe(frame.length);
        const read = readPublish(frame, protocolVersion);
        expect(read).toMatchObject({ topic: message.topic, retained: message.retain, qos: message.qos });
        expect(Buffer.from(read?.payload ?? [])).toEqual(message.payload);
        expect(read?.packetId).toBe(message.qos > 0 ? message.messageId : 0);
      }),
    );
  });

  test("whatever the bytes are, reading them throws nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), version, (bytes, protocolVersion) => {
        const frame = Buffer.from(bytes);
        mqttFrameSize(frame, 0);
        const read = readPublish(frame, protocolVersion);
        if (read !== undefined) expect(read.payload.length).toBeLessThan(frame.length);
      }),
      { numRuns: 5_000 },
    );
  });

  test("of QoS 2, without a topic, or with an alias in place of it, is refused: none was asked for", () => {
    expect(readPublish(Buffer.from([0x34, 5, 0, 1, 0x61, 0, 1]), 4)).toBeUndefined();
    expect(readPublish(Buffer.from([0x30, 2, 0, 0]), 4)).toBeUndefined();
    expect(readPublish(Buffer.from([0x30, 6, 0, 0, 3, 0x23, 0, 1]), 5)).toBeUndefined();
  });
});

/** A broker's end of a connection: what is sent to it, and what it says. */
class PlayedBroker extends Duplex {
  readonly sent: Buffer[] = [];

  override _read(): void {
    // What it says is pushed by the test.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.sent.push(chunk);
    done();
  }
}

describe("the tap between the socket and mqtt.js", () => {
  function tapped() {
    const broker = new PlayedBroker();
    const messages: string[] = [];
    const acknowledgements: (() => void)[] = [];
    const answers = { taken: true };
    const handlers = {
      onMessage: ({ topic }: IncomingMessage) => messages.push(topic),
      onGroupEnd(acknowledge: () => void) {
        if (answers.taken) acknowledgements.push(acknowledge);
        return answers.taken;
      },
    };
    const tap = new PublishTap(broker, 4, handlers, {
      received: () => undefined,
      sent: () => undefined,
    });
    const passed: Buffer[] = [];
    tap.on("data", (chunk: Buffer) => passed.push(chunk));
    tap.on("error", () => undefined);
    const acknowledge = (): void => {
      for (const one of acknowledgements.splice(0)) one();
    };
    return { broker, tap, messages, passed, acknowledge, answers };
  }

  const message = (topic: string, qos: 0 | 1, messageId = 7): Buffer =>
    generate({ cmd: "publish", topic, payload: "x", qos, retain: false, dup: false, messageId });
  const pingresp = generate({ cmd: "pingresp" });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test("however the stream is cut, messages come whole and in order, and the rest goes on to mqtt.js", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 8 }), async (cuts) => {
        const { broker, messages, passed } = tapped();
        const stream = Buffer.concat([
          message("a", 0),
          pingresp,
          message("b", 1),
          pingresp,
          message("c/d", 1),
        ]);
        let from = 0;
        for (const cut of [...cuts.map((at) => at % stream.length).sort((a, b) => a - b), stream.length]) {
          if (cut > from) broker.push(stream.subarray(from, cut));
          from = Math.max(from, cut);
          await settled();
        }
        expect(messages).toEqual(["a", "b", "c/d"]);
        expect(Buffer.concat(passed)).toEqual(Buffer.concat([pingresp, pingresp]));
      }),
      { numRuns: 50 },
    );
  });

  test("nothing is acknowledged before it is durable, then all of a group in one write", async () => {
    const { broker, acknowledge } = tapped();
    broker.push(Buffer.concat([message("a", 1, 1), message("b", 0), message("c", 1, 2)]));
    await settled();
    expect(broker.sent).toEqual([]);
    acknowledge();
    expect(broker.sent).toEqual([
      Buffer.concat([generate({ cmd: "puback", messageId: 1 }), generate({ cmd: "puback", messageId: 2 })]),
    ]);
  });

  test("a group that is not taken ends the connection, so that the broker sends it again", async () => {
    const { broker, tap, answers } = tapped();
    answers.taken = false;
    broker.push(message("a", 1));
    await settled();
    expect(tap.destroyed).toBe(true);
    expect(broker.destroyed).toBe(true);
    expect(broker.sent).toEqual([]);
  });

  test("an acknowledgement that comes after the connection has ended goes nowhere", async () => {
    const { broker, tap, acknowledge } = tapped();
    broker.push(message("a", 1));
    await settled();
    tap.destroy();
    acknowledge();
    expect(broker.sent).toEqual([]);
  });

  test("a frame that is too large, or none, ends the connection before it is kept", async () => {
    for (const bytes of [
      Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
      Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]),
    ]) {
      const { broker, tap } = tapped();
      broker.push(bytes);
      await settled();
      expect(tap.destroyed).toBe(true);
    }
  });
});
