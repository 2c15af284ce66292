import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { FrameParser } from "../src/mqtt/parser.ts";
import { FrameSplitter } from "../src/mqtt/splitter.ts";

const FRAMES = [
  generate({ cmd: "connack", returnCode: 0, sessionPresent: true }),
  generate({
    cmd: "publish",
    topic: "a/b",
    payload: "x".repeat(200),
    qos: 1,
    messageId: 7,
    retain: false,
    dup: false,
  }),
  generate({ cmd: "pingresp" }),
  generate({ cmd: "puback", messageId: 513 }),
  generate({ cmd: "publish", topic: "c", payload: "", qos: 0, retain: true, dup: false }),
];
const STREAM = Buffer.concat(FRAMES);

class Collector {
  readonly frames: string[] = [];
  onFrame(bytes: Buffer, at: number, size: number): boolean {
    this.frames.push(bytes.toString("hex", at, at + size));
    return true;
  }
}

const EXPECTED = FRAMES.map((frame) => frame.toString("hex"));

/** Feeds the stream in pieces through one buffer that is overwritten each time, as the shared one is. */
function split(cuts: readonly number[], maxFrame = 4096) {
  const shared = Buffer.alloc(STREAM.length);
  const splitter = new FrameSplitter(maxFrame);
  const collector = new Collector();
  const ends = [...cuts, STREAM.length];
  let at = 0;
  for (const end of ends) {
    const length = STREAM.copy(shared, 0, at, end);
    const fault = splitter.push(shared, length, collector);
    if (fault !== undefined) return { frames: collector.frames, fault };
    shared.fill(0xee);
    at = end;
  }
  return { frames: collector.frames, fault: undefined };
}

test("frames arrive whole when the stream is cut in two, anywhere", () => {
  for (let cut = 0; cut <= STREAM.length; cut++) expect(split([cut]).frames).toEqual(EXPECTED);
});

test("frames arrive whole when every byte comes alone", () => {
  expect(split(Array.from({ length: STREAM.length - 1 }, (_, index) => index + 1)).frames).toEqual(EXPECTED);
});

test("frames arrive whole however the stream is cut", () => {
  const cuts = fc
    .uniqueArray(fc.integer({ min: 1, max: STREAM.length - 1 }))
    .map((at) => at.sort((a, b) => a - b));
  fc.assert(
    fc.property(cuts, (at) => {
      expect(split(at).frames).toEqual(EXPECTED);
    }),
  );
});

test("a frame above the limit is a fault, cut or not", () => {
  for (let cut = 0; cut <= 20; cut++) {
    const { frames, fault } = split([cut], 100);
    expect(frames).toEqual(EXPECTED.slice(0, 1));
    expect(fault).toBe("too_large");
  }
});

test("a remaining length of five bytes is a fault, cut or not", () => {
  const bytes = Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const splitter = new FrameSplitter(1 << 20);
    const collector = new Collector();
    const first = splitter.push(bytes.subarray(0, cut), cut, collector);
    const second = first ?? splitter.push(bytes.subarray(cut), bytes.length - cut, collector);
    expect(second).toBe("malformed");
  }
});

test("nothing more is handed on once the connection is closed", () => {
  let count = 0;
  new FrameSplitter(4096).push(STREAM, STREAM.length, { onFrame: () => ++count < 2 });
  expect(count).toBe(2);
});

test("the shared parser reads every frame, and a malformed one leaves nothing behind for the next", () => {
  const parser = new FrameParser(4);
  const malformed = [
    Buffer.from([0x42, 0]), // PUBACK with wrong flags and no packet id
    Buffer.from([0x20, 1, 0]), // CONNACK cut short
    Buffer.from([0x32, 4, 0, 9, 0x61, 0x62]), // topic longer than the frame
    Buffer.from([0xf0, 0]), // type 15 is forbidden
    Buffer.from([0x36, 3, 0, 1, 0x61]), // QoS 3
  ];
  for (const bad of malformed) {
    parser.parse(bad);
    for (const frame of FRAMES) {
      const packet = parser.parse(frame) as Packet;
      expect(generate(packet)).toEqual(frame);
    }
  }
});
