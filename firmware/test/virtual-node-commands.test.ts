import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  decode,
  decodePayload,
  ERROR_CODES,
  type ErrorCodeName,
  TOPIC_KEYS,
  type TopicKey,
  type TopicKeyOf,
} from "@homesync/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageOf } from "../../protocol/test/arbitrary-payload.ts";
import { readMessageVectors } from "../../protocol/vectors/read.ts";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { START_UTC_MS, VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const instance = await VirtualNodeInstance.load(await webAssembly.compile(bytes));

type CommandKey = TopicKeyOf<"command">;

const COMMANDS = TOPIC_KEYS.filter((key): key is CommandKey => key.startsWith("command/"));
/** homesync::Counter */
const UNANSWERABLE = 2;
/** Also for what the node does not answer at once, such as a reset of the meter's counter. */
const ANSWER_MS = 1_500;
/** Printed by fast-check when a run fails; a later run may be given another. */
const SEED = 20_250_208;
const RUNS = 400;

interface Answered {
  readonly responses: readonly Record<string, unknown>[];
  readonly unanswerable: number;
}

/** Sends bytes to a node that was made for them, and answers what came of it. */
function answer(key: CommandKey, payload: Uint8Array): Answered {
  const handle = instance.connected(1, "home", "node");
  instance.exports.hardware_load(handle, 10_000, 2300, 4348, 100, 500);
  instance.run(handle, 1_200);
  instance.calls = [];
  instance.send(handle, `homesync/home/nodes/node/${key}`, payload);
  instance.run(handle, ANSWER_MS);
  const responses = instance.take("publish").flatMap(({ message }) => {
    const decoded = decode(message.topic, message.bytes);
    if (!decoded.ok) throw new Error(`the node published what is no message: ${decoded.error.message}`);
    return decoded.value.key.startsWith("response/") ? [{ ...decoded.value.payload }] : [];
  });
  const unanswerable = instance.exports.node_counter(handle, UNANSWERABLE);
  instance.exports.node_destroy(handle);
  return { responses, unanswerable };
}

/** The request_id that a node can answer to, whatever else is wrong. */
function requestIdOf(payload: Uint8Array, code: ErrorCodeName): string | undefined {
  const isRead = ![
    "too_large",
    "bad_utf8",
    "bad_json",
    "too_deep",
    "duplicate_key",
    "not_an_object",
  ].includes(code);
  const id: unknown = isRead ? JSON.parse(Buffer.from(payload).toString("utf8")).request_id : undefined;
  return typeof id === "string" && /^[A-Za-z0-9._:-]{1,64}$/.test(id) ? id : undefined;
}

/** The node and the codec agree on what the bytes are; what is a command is obeyed, or refused with a reason. */
function agree(key: CommandKey, payload: Uint8Array): void {
  const decoded = decodePayload(key as TopicKey, payload, key);
  const { responses, unanswerable } = answer(key, payload);
  if (decoded.ok) {
    const { request_id } = decoded.value.payload as { request_id: string };
    expect(responses.length).toBeGreaterThan(0);
    for (const response of responses) {
      expect(response["request_id"]).toBe(request_id);
      if (response["status"] !== "error") continue;
      expect(ERROR_CODES[response["error"] as ErrorCodeName].raisedBy).toBe("node");
    }
    return;
  }
  const { code, field } = decoded.error;
  const requestId = requestIdOf(payload, code);
  if (requestId === undefined) {
    expect({ responses, unanswerable }).toEqual({ responses: [], unanswerable: 1 });
    return;
  }
  expect(responses).toMatchObject([{ request_id: requestId, status: "error", error: code }]);
  expect(String(responses[0]?.["message"])).toContain(field.replaceAll(/[^ -~]|["\\]/g, "?").slice(0, 60));
}

describe("every golden command", () => {
  const commands = readMessageVectors()
    .flatMap(({ vectors }) => vectors)
    .flatMap(({ name, topic, bytes: payload }) => {
      const key = COMMANDS.find((command) => topic.endsWith(`/${command}`));
      return key === undefined ? [] : [{ name, key, payload }];
    });

  test.each(commands)("$name", ({ key, payload }) => {
    agree(key, payload);
  });
});

/** What may stand in place of a field's value: nothing, another type, another value. */
const replacement = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(null, true, false, "", "on", [], {}, 0, -1, 0.5, 1e9, "2025-02-30T00:00:00Z"),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: "binary", maxLength: 70 }),
);

const now = new Date(START_UTC_MS).toISOString();

describe.each(COMMANDS)("generated forms of %s", (key) => {
  test("that are valid are obeyed or refused with a reason of the node's", () => {
    fc.assert(
      fc.property(messageOf(key), fc.boolean(), ({ payload }, isNow) => {
        const sent = isNow ? { ...payload, timestamp: now } : payload;
        agree(key, Buffer.from(JSON.stringify(sent)));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test("with one field wrong are refused with the codec's code, and name the field", () => {
    fc.assert(
      fc.property(messageOf(key), fc.nat(), replacement, ({ payload }, place, value) => {
        const names = Object.keys(payload);
        const spoiled = { ...payload, [names[place % names.length] ?? ""]: value };
        agree(key, Buffer.from(JSON.stringify(spoiled)));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test("of which some bytes are others never harm the node", () => {
    fc.assert(
      fc.property(messageOf(key), fc.nat(), fc.integer({ min: 0, max: 255 }), ({ payload }, place, byte) => {
        const spoiled = Buffer.from(JSON.stringify(payload));
        spoiled[place % spoiled.length] = byte;
        agree(key, spoiled);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
