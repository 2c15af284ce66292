import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { type FrameWriter, Outgoing } from "../src/mqtt/outgoing.ts";
import { FrameParser } from "../src/mqtt/parser.ts";
import { Session } from "../src/mqtt/session.ts";
import type { ProtocolLevel } from "../src/mqtt/version.ts";

class Recorder implements FrameWriter {
  readonly writes: Buffer[] = [];
  writeFrames(latin1: string): void {
    this.writes.push(Buffer.from(latin1, "latin1"));
  }
}

/** The bytes that one call sends. */
function sent(add: (outgoing: Outgoing, writer: FrameWriter) => void, level: ProtocolLevel = 4): Buffer {
  const outgoing = new Outgoing(level);
  const recorder = new Recorder();
  add(outgoing, recorder);
  outgoing.flush();
  return Buffer.concat(recorder.writes);
}

const publishes = fc.record({
  topic: fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }),
  // Lengths around the steps of the remaining length: 127, 16383.
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.integer({ min: 16_000, max: 17_000 }).map((length) => new Uint8Array(length).fill(7)),
    fc.constant(new Uint8Array(65_536).fill(200)),
  ),
  qos: fc.constantFrom(0 as const, 1 as const),
  retain: fc.boolean(),
  packetId: fc.integer({ min: 1, max: 65_535 }),
});

/** Topic and payload as they lie in a memory, somewhere. */
function inMemory(topic: string, payload: Uint8Array) {
  const topicBytes = Buffer.from(topic);
  const memory = Buffer.concat([Buffer.from("before"), topicBytes, Buffer.from("between"), payload]);
  return { memory, topicAt: 6, topicLength: topicBytes.length, payloadAt: 6 + topicBytes.length + 7 };
}

test.each([4, 5] as const)("PUBLISH of level %i is byte for byte what mqtt-packet makes", (level) => {
  fc.assert(
    fc.property(publishes, ({ topic, payload, qos, retain, packetId }) => {
      const { memory, topicAt, topicLength, payloadAt } = inMemory(topic, payload);
      const flags = qos | (retain ? 4 : 0);
      const bytes = sent(
        (outgoing, writer) =>
          outgoing.publish(writer, memory, topicAt, topicLength, payloadAt, payload.length, flags, packetId),
        level,
      );
      const packet = {
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos,
        retain,
        dup: false,
      } as const;
      const expected = qos === 0 ? packet : { ...packet, messageId: packetId };
      expect(bytes.equals(generate(expected, { protocolVersion: level }))).toBe(true);
    }),
  );
});

test("a PUBLISH sent again is byte for byte mqtt-packet's with DUP", () => {
  fc.assert(
    fc.property(publishes, ({ topic, payload, retain, packetId }) => {
      const { memory, topicAt, topicLength, payloadAt } = inMemory(topic, payload);
      const flags = 1 | (retain ? 4 : 0);
      const session = new Session();
      sent((outgoing, writer) => {
        // Behind another frame, as in a burst.
        outgoing.pingreq(writer);
        outgoing.publish(writer, memory, topicAt, topicLength, payloadAt, payload.length, flags, packetId);
        session.collected(packetId);
        session.wrote(outgoing.discard(writer), 0);
      });
      const again = sent((outgoing, writer) => {
        for (const frame of session.again(true)) outgoing.text(writer, frame);
      });
      const expected = generate({
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain,
        dup: true,
        messageId: packetId,
      });
      expect(again.equals(expected)).toBe(true);
    }),
  );
});

test("PUBACK, PINGREQ and DISCONNECT are mqtt-packet's", () => {
  for (const messageId of [1, 255, 256, 65_535]) {
    expect(sent((outgoing, writer) => outgoing.puback(writer, messageId))).toEqual(
      generate({ cmd: "puback", messageId }),
    );
  }
  expect(sent((outgoing, writer) => outgoing.pingreq(writer))).toEqual(generate({ cmd: "pingreq" }));
  expect(sent((outgoing, writer) => outgoing.disconnect(writer))).toEqual(generate({ cmd: "disconnect" }));
});

test("in MQTT 5 the short forms of PUBACK and DISCONNECT mean success", () => {
  // A reason code of 0 without properties may be left out (5: 3.4.2.1, 3.14.2.1).
  const parser = new FrameParser(5);
  const puback = sent((outgoing, writer) => outgoing.puback(writer, 258), 5);
  expect(parser.parse(puback)).toMatchObject({ cmd: "puback", messageId: 258, reasonCode: 0 });
  const disconnect = sent((outgoing, writer) => outgoing.disconnect(writer), 5);
  expect(parser.parse(disconnect)).toMatchObject({ cmd: "disconnect", reasonCode: 0 });
});

test("with a write for each message no two PUBLISHes share one", () => {
  const outgoing = new Outgoing(4, true);
  const recorder = new Recorder();
  const { memory, topicAt, topicLength, payloadAt } = inMemory("a/b", new Uint8Array([1, 2, 3]));
  for (let index = 0; index < 3; index++) {
    outgoing.publish(recorder, memory, topicAt, topicLength, payloadAt, 3, 0, 0);
  }
  outgoing.flush();
  expect(recorder.writes).toEqual(
    Array(3).fill(Buffer.from([0x30, 8, 0, 3, ...Buffer.from("a/b"), 1, 2, 3])),
  );
});

test("the frames of one wake-up leave in one write, and never mix with another connection's", () => {
  const outgoing = new Outgoing();
  const one = new Recorder();
  const two = new Recorder();
  outgoing.puback(one, 1);
  outgoing.puback(one, 2);
  outgoing.puback(two, 3);
  outgoing.flush();
  outgoing.flush();
  expect(one.writes).toEqual([Buffer.from([0x40, 2, 0, 1, 0x40, 2, 0, 2])]);
  expect(two.writes).toEqual([Buffer.from([0x40, 2, 0, 3])]);
});

test("what was collected for a connection that is gone is forgotten", () => {
  const outgoing = new Outgoing();
  const gone = new Recorder();
  outgoing.pingreq(gone);
  outgoing.discard(gone);
  outgoing.flush();
  expect(gone.writes).toEqual([]);
});
