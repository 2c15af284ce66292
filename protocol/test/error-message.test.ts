import { describe, expect, test } from "vitest";
import { decode, parseTopic } from "../src/index.ts";
import { readMessageVectors, readTopicVectors } from "../vectors/read.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const messageOf = (topic: string, text: string) => {
  const decoded = decode(topic, bytesOf(text));
  return decoded.ok ? "" : decoded.error.message;
};
const NODE = "homesync/abc123/nodes/node-001";

describe("a message for people says what is wrong, where, and what was expected", () => {
  test.each([
    [
      `${NODE}/telemetry/power`,
      '{"value":-1,"unit":"W","quality":9}',
      `out_of_range in "${NODE}/telemetry/power", field "value": expected a number from 0 to 23000`,
    ],
    [
      `${NODE}/telemetry/power`,
      '{"value":1,"unit":"kW","quality":9}',
      `wrong_unit in "${NODE}/telemetry/power", field "unit": expected "W"`,
    ],
    [
      `${NODE}/command/relay`,
      '{"action":"explode","request_id":"r"}',
      `unknown_action in "${NODE}/command/relay", field "action": expected one of "on", "off", "toggle"`,
    ],
    [
      `${NODE}/command/relay`,
      '{"action":"on",}',
      `bad_json in "${NODE}/command/relay": expected JSON (RFC 8259); wrong at character 15`,
    ],
    [
      `${NODE}/command/config`,
      '{"action":"set","request_id":"r","settings":{"min_switch_ms":1.5}}',
      `out_of_range in "${NODE}/command/config", field "settings/min_switch_ms": expected a whole number from 0 to 60000`,
    ],
  ])("%s %s", (topic, text, expected) => {
    expect(messageOf(topic, text)).toBe(expected);
  });
});

test("every refused vector gets one printable, bounded line that names the topic and the field", () => {
  const refused = readMessageVectors()
    .flatMap(({ vectors }) => vectors)
    .map(({ topic, bytes }) => ({ topic, result: decode(topic, bytes) }))
    .concat(readTopicVectors().map(({ topic }) => ({ topic, result: decode(topic, new Uint8Array()) })));
  for (const { topic, result } of refused) {
    if (!result.ok) {
      const { message, field } = result.error;
      expect(message).toMatch(/^[\x20-\x7e\u00a1-\u02ff]{1,600}$/);
      expect(message).toContain(field);
      expect(topic.length > 90 || /[^ -~]/.test(topic) || message.includes(topic)).toBe(true);
    }
  }
});

test("text from outside cannot break a log line or fill it", () => {
  const name = `\u202e\r\n${"x".repeat(500)}`;
  const text = JSON.stringify({ action: "set", request_id: "r", settings: { [name]: 1 } });
  const message = messageOf(`${NODE}/command/config`, text);
  expect(message).toMatch(/^[ -~]{1,400}$/);
  expect(message).toContain("\\u202e");

  const topic = parseTopic(`homesync/${"\n".repeat(60_000)}`);
  expect(!topic.ok && topic.error.message.length).toBeLessThan(400);
});
