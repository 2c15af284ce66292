import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCanonicalTelemetry } from "../src/canonical-telemetry.ts";
import { decodeText } from "../src/decode.ts";
import {
  decode,
  decodePayload,
  encode,
  encodePayload,
  formatTimestamp,
  METRIC_NAMES,
  METRICS,
  type MessageContent,
  parseTimestamp,
  TOPIC_KEYS,
  type TopicKey,
} from "../src/index.ts";
import { anyMessage, messageOf } from "./arbitrary-payload.ts";

const POWER = "homesync/abc123/nodes/node-001/telemetry/power";
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What is encoded, or the code of the error. */
function encoded(message: MessageContent) {
  const result = encode(message);
  if (!result.ok) {
    throw new Error(result.error.message);
  }
  return result.value;
}

describe("round trip", () => {
  test.each(TOPIC_KEYS)("%s", (key) => {
    fc.assert(
      fc.property(messageOf(key), (message) => {
        const { topic, bytes } = encoded(message);
        const { timestamp } = message.payload as { timestamp?: string };
        const timestampMs = timestamp === undefined ? undefined : parseTimestamp(timestamp);
        expect(decode(topic, bytes)).toStrictEqual({ ok: true, value: { ...message, timestampMs } });
      }),
    );
  });

  test("what was decoded encodes to the same bytes again, whatever surrounded it", () => {
    fc.assert(
      fc.property(anyMessage, fc.jsonValue(), (message, extra) => {
        const { topic, bytes } = encoded(message);
        const shuffled = Object.entries({ "not a field": extra, ...message.payload }).reverse();
        const loose = bytesOf(JSON.stringify(Object.fromEntries(shuffled), undefined, 1));
        const decoded = decode(topic, loose);
        // An extra value may nest too deep, and a loose command may be too large; anything else must be read.
        fc.pre(decoded.ok || !["too_deep", "too_large", "bad_utf8"].includes(decoded.error.code));
        expect(decoded.ok && encoded(decoded.value).bytes).toStrictEqual(bytes);
      }),
    );
  });
});

describe("hostile input", () => {
  const someTopic = fc.constantFrom(...TOPIC_KEYS.map((key) => `homesync/abc123/nodes/node-001/${key}`));

  test("no bytes make the decoder throw", () => {
    fc.assert(
      fc.property(fc.oneof(someTopic, fc.string()), fc.uint8Array({ maxLength: 300 }), (topic, bytes) => {
        expect(decode(topic, bytes)).toBeTypeOf("object");
      }),
    );
  });

  test("no JSON makes the decoder throw", () => {
    fc.assert(
      fc.property(someTopic, fc.json(), (topic, text) => {
        expect(decode(topic, bytesOf(text))).toBeTypeOf("object");
      }),
    );
  });

  test("a message with one byte changed is read or refused with its topic, never thrown at", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.integer({ min: 0, max: 255 }), (message, place, byte) => {
        const { topic, bytes } = encoded(message);
        const changed = bytes.with(place % bytes.length, byte);
        const decoded = decode(topic, changed);
        expect(decoded.ok || decoded.error.topic === topic).toBe(true);
      }),
    );
  });

  test.each(["[", '{"a":', '"', "\\", "1", " ", '{"a":[', "\u00e9"])(
    "64 KB of %s are refused at once",
    (text) => {
      const bytes = bytesOf(text.repeat(Math.floor(65536 / bytesOf(text).length)));
      expect(decode(POWER, bytes).ok).toBe(false);
    },
  );

  test("64 KB of different keys are read", () => {
    const keys = Array.from({ length: 6000 }, (_, index) => `"k${index}":0`).join(",");
    const decoded = decode(POWER, bytesOf(`{"value":1,"unit":"W","quality":9,${keys}}`));
    expect(decoded).toMatchObject({ ok: true, value: { payload: { value: 1, unit: "W", quality: 9 } } });
  });
});

describe("the fast way for telemetry agrees with the general way", () => {
  const agree = (key: TopicKey, text: string) =>
    expect(decodePayload(key, bytesOf(text), POWER)).toStrictEqual(decodeText(key, text, POWER));
  const metric = fc.constantFrom(...METRIC_NAMES);
  const digits = fc.stringMatching(/^-?[0-9]{0,5}[.]?[0-9]{0,17}([eE][+-]?[0-9]{1,3})?$/);
  const plain = fc.double({ noNaN: true, min: -200, max: 30_000 }).map((value) => value.toFixed(3));
  const numberText = fc.oneof(digits, plain, fc.double().map(String), fc.integer().map(String));
  const timestamp = fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.stringMatching(/^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][.][0-9]{3}Z$/),
  );

  /** What a node sends: a value with the metric's decimals, and a timestamp with milliseconds. */
  const reading = metric.chain((name) => {
    const { unit, min, max, decimals } = METRICS[name];
    const steps = fc.integer({ min: Math.ceil(min * 10 ** decimals), max: Math.floor(max * 10 ** decimals) });
    const quality = fc.integer({ min: 0, max: 100 });
    return fc
      .tuple(steps, fc.integer({ min: 0, max: 4_102_444_799_999 }), quality)
      .map(([step, ms, share]) => {
        const value = step / 10 ** decimals;
        const payload = { value, unit, timestamp: formatTimestamp(ms), quality: share };
        return { homeId: "h", nodeId: "n", key: `telemetry/${name}`, payload } as MessageContent;
      });
  });

  test("and takes everything that a node sends", () => {
    fc.assert(
      fc.property(reading, (message) => {
        const text = new TextDecoder().decode(encoded(message).bytes);
        expect(readCanonicalTelemetry(message.key, text)?.payload).toStrictEqual(message.payload);
        agree(message.key, text);
      }),
    );
  });

  test("on every form of number and timestamp", () => {
    fc.assert(
      fc.property(metric, numberText, timestamp, numberText, (name, value, at, quality) => {
        const { unit } = METRICS[name];
        agree(
          `telemetry/${name}`,
          `{"value":${value},"unit":"${unit}","timestamp":"${at}","quality":${quality}}`,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("on canonical bytes with one character changed, added or left out", () => {
    const character = fc.constantFrom(...'0123456789.-+eE"{}[],:\\ TZWabu\u00b0\u0000');
    const edit = fc.tuple(fc.nat(), fc.constantFrom(0, 1), fc.oneof(character, fc.constant("")));
    fc.assert(
      fc.property(reading, edit, (message, [place, removed, added]) => {
        const text = new TextDecoder().decode(encoded(message).bytes);
        const at = place % text.length;
        agree(message.key, text.slice(0, at) + added + text.slice(at + removed));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what the encoder refuses", () => {
  const reading = { value: 125.5, unit: "W", quality: 99 } as const;

  test.each([
    ["NaN", { ...reading, value: Number.NaN }, "out_of_range", "value"],
    ["Infinity", { ...reading, value: Number.POSITIVE_INFINITY }, "out_of_range", "value"],
    ["a value above its range", { ...reading, value: 23_001 }, "out_of_range", "value"],
    ["another unit", { ...reading, unit: "kW" }, "wrong_unit", "unit"],
    ["an absent field", { unit: "W", quality: 99 }, "missing_field", "value"],
    ["an undefined field", { ...reading, value: undefined }, "missing_field", "value"],
    ["a big integer", { ...reading, value: 5n }, "wrong_type", "value"],
    [
      "an impossible day",
      { ...reading, timestamp: "2025-02-30T00:00:00.000Z" },
      "bad_timestamp",
      "timestamp",
    ],
    ["an array", [], "not_an_object", ""],
    ["null", null, "not_an_object", ""],
  ])("%s", (_, payload, code, field) => {
    const result = encodePayload("telemetry/power", payload as never, POWER);
    expect(result).toMatchObject({ ok: false, error: { code, field, topic: POWER } });
  });

  test("a lone surrogate in a free text, which no decoder would take back", () => {
    const payload = { request_id: "r", status: "success", result: { name: "\ud800" } } as const;
    expect(encodePayload("response/command", payload, POWER)).toMatchObject({ error: { code: "bad_utf8" } });
  });

  test("a payload over the limit of its topic", () => {
    const result = Object.fromEntries(Array.from({ length: 7000 }, (_, index) => [`member-${index}`, true]));
    const payload = { request_id: "r", status: "success", result } as const;
    expect(encodePayload("response/command", payload, POWER)).toMatchObject({ error: { code: "too_large" } });
  });

  test.each([
    ["home_id", "a/b", "node-001"],
    ["node_id", "abc123", "+"],
  ])("a %s that would change the topic", (field, homeId, nodeId) => {
    const result = encode({ homeId, nodeId, key: "telemetry/power", payload: reading });
    expect(result).toMatchObject({ ok: false, error: { code: "bad_identifier", field } });
  });
});

test("an undefined optional field and an unknown one are left out", () => {
  const payload = { extra: 1, quality: 99, timestamp: undefined, unit: "W", value: 125.5 };
  const result = encodePayload("telemetry/power", payload as never, POWER);
  expect(result.ok && new TextDecoder().decode(result.value)).toBe('{"value":125.5,"unit":"W","quality":99}');
});

test("an encoded message says how to publish it", () => {
  const payload = { online: false, reason: "unexpected_disconnect" } as const;
  const will = encoded({ homeId: "abc123", nodeId: "node-001", key: "status/online", payload });
  expect(will).toMatchObject({ topic: "homesync/abc123/nodes/node-001/status/online", qos: 1, retain: true });
  expect(new TextDecoder().decode(will.bytes)).toBe('{"online":false,"reason":"unexpected_disconnect"}');
});
