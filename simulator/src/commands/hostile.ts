import { LIMITS } from "@homesync/protocol";

/** A command that no decent client sends. */
export interface HostileCommand {
  readonly name: string;
  /** Last level of its topic. */
  readonly topic: string;
  readonly payload: Buffer;
}

const text = (name: string, payload: string, topic = "relay"): HostileCommand => ({
  name,
  topic,
  payload: Buffer.from(payload),
});
const bytes = (name: string, ...values: number[]): HostileCommand => ({
  name,
  topic: "relay",
  payload: Buffer.from(values),
});

const { maxCommandBytes, maxIdentifier, maxJsonDepth, maxMessageBytes } = LIMITS;
const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const padded = (size: number): string => {
  const start = '{"action":"on","request_id":"hostile","padding":"';
  return `${start}${"x".repeat(Math.max(0, size - start.length - 2))}"}`;
};

/** In turn, what goes wrong and what is tried on purpose. None is retained: that would stay on the broker. */
export const HOSTILE_COMMANDS: readonly HostileCommand[] = [
  text("empty", ""),
  text("not JSON", "toggle"),
  text("cut off", '{"action":"on","request_id":"hostile'),
  text("no request_id", '{"action":"on"}'),
  text("no action", '{"request_id":"hostile"}'),
  text("unknown action", '{"action":"explode","request_id":"hostile"}'),
  text("name of a prototype", '{"action":"__proto__","request_id":"constructor"}'),
  text("wrong type of action", '{"action":{"on":true},"request_id":"hostile"}'),
  text("wrong type of request_id", '{"action":"on","request_id":[1]}'),
  text("empty request_id", '{"action":"on","request_id":""}'),
  text("over-long request_id", `{"action":"on","request_id":"${"r".repeat(maxIdentifier.value + 1)}"}`),
  text("key given twice", '{"action":"on","action":"off","request_id":"hostile"}'),
  text("a list", '[{"action":"on","request_id":"hostile"}]'),
  text("null", "null"),
  text("nested too deep", `{"action":"on","request_id":"hostile","more":${nested(maxJsonDepth.value * 50)}}`),
  text("larger than a command", padded(maxCommandBytes.value + 1)),
  text("as large as a message", padded(maxMessageBytes.value - 1)),
  text("a thousand flashes", '{"action":"blink","request_id":"hostile","count":1000}', "led"),
  text("a negative period", '{"action":"blink","request_id":"hostile","period_ms":-1}', "led"),
  text("huge number", '{"action":"blink","request_id":"hostile","count":1e999}', "led"),
  text("setting that is none", '{"action":"set","request_id":"hostile","settings":{"root":1}}', "config"),
  text(
    "setting out of range",
    '{"action":"set","request_id":"hostile","settings":{"telemetry_qos":7}}',
    "config",
  ),
  text(
    "update without a signature",
    '{"action":"update","request_id":"hostile","url":"http://127.0.0.1:9/x"}',
    "ota",
  ),
  text("update from a file", '{"action":"update","request_id":"hostile","url":"file:///etc/passwd"}', "ota"),
  text("topic that is none", '{"action":"on","request_id":"hostile"}', "reboot"),
  text("date that is none", '{"action":"on","request_id":"hostile","timestamp":"2024-02-31T00:00:00Z"}'),
  text("from the past", '{"action":"toggle","request_id":"hostile","timestamp":"2001-01-01T00:00:00Z"}'),
  text("from the future", '{"action":"toggle","request_id":"hostile","timestamp":"2098-01-01T00:00:00Z"}'),
  text("half of a surrogate pair", '{"action":"on","request_id":"\\ud800"}'),
  bytes("not UTF-8", 0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d),
  bytes("byte order mark", 0xef, 0xbb, 0xbf, 0x7b, 0x7d),
  bytes("nothing but zeros", 0, 0, 0, 0, 0, 0, 0, 0),
];
