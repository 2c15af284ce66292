import {
  type EncodedMessage,
  encode,
  formatTimestamp,
  type MessageContent,
  type Result,
  TOPIC_KEYS,
  TOPICS,
  type TopicKeyOf,
} from "@homesync/protocol";
import type { TObject } from "typebox";
import type { NodeAddress } from "../state/node-state.ts";
import type { Rejection } from "./outcome.ts";

/** `command/relay`, `command/led`, ... */
export type CommandKey = TopicKeyOf<"command">;

/** The commands of the protocol by the last level of their topic: `relay`, `led`, ... */
export const COMMANDS: ReadonlyMap<string, CommandKey> = new Map(
  TOPIC_KEYS.filter((key): key is CommandKey => key.startsWith("command/")).map((key) => [
    key.slice("command/".length),
    key,
  ]),
);

type Fault = Extract<Rejection, { kind: "invalid" }>["error"];

/** Fields that are the bridge's to set. */
const OWN_FIELDS = ["request_id", "timestamp"] as const;

/**
 * Makes the message of a command. It is made once: retries carry the same bytes, so that the node counts the
 * command's age from when it was asked for (design: commands).
 * @param body the action and its fields, as a caller sent them
 */
export function composeCommand(
  node: NodeAddress,
  key: CommandKey,
  body: Readonly<Record<string, unknown>>,
  requestId: string,
  nowMs: number,
): Result<EncodedMessage, Fault> {
  const own = OWN_FIELDS.find((field) => field in body);
  if (own !== undefined) return fault("out_of_range", own, `${own} is set by the bridge: leave it out`);
  const payload = { ...body, request_id: requestId, timestamp: formatTimestamp(nowMs) };
  // The codec checks the payload against the key's schema; until then it is only JSON.
  const encoded = encode({ ...node, key, payload } as unknown as MessageContent);
  if (!encoded.ok) {
    const { code, field, message } = encoded.error;
    return fault(code, field, message);
  }
  // The codec drops fields that it does not know. A caller would not notice that a misspelt one did nothing.
  const written = JSON.parse(new TextDecoder().decode(encoded.value.bytes)) as Record<string, unknown>;
  const dropped = Object.keys(body).find((field) => !(field in written));
  if (dropped !== undefined) {
    return fault("out_of_range", dropped, "the command has no such field: check its spelling");
  }
  return encoded;
}

/** JSON Schema of the body that a caller sends for a command: the protocol's payload without what the bridge sets. */
export function commandBodySchema(key: CommandKey): object {
  const own = (name: string): boolean => OWN_FIELDS.some((field) => field === name);
  return {
    oneOf: Object.values<TObject>(TOPICS[key].payload.variants).map(({ properties, required }) => ({
      type: "object",
      required: (required ?? []).filter((name) => !own(name)),
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !own(name))),
      additionalProperties: false,
    })),
  };
}

const fault = (code: Fault["code"], field: string, message: string): Result<never, Fault> => ({
  ok: false,
  error: { code, field, message },
});
