import { type EncodedMessage, encode, formatTimestamp, type MessageContent } from "@homesync/protocol";
import type { CommandAction } from "./actions.ts";

/** Whom a command is for, and what tells it from others. */
export interface CommandTarget {
  readonly homeId: string;
  readonly nodeId: string;
  readonly requestId: string;
  /** Unix time. */
  readonly utcMs: number;
}

/** A command as it goes on the wire. */
export function composeCommand(
  action: Exclude<CommandAction, "hostile">,
  target: CommandTarget,
): EncodedMessage {
  const [topic, verb] = action.split(".") as [string, string];
  const message = {
    homeId: target.homeId,
    nodeId: target.nodeId,
    key: `command/${topic}`,
    payload: { action: verb, request_id: target.requestId, timestamp: formatTimestamp(target.utcMs) },
  };
  // Names of actions are those of the protocol; that each encodes is tested.
  const encoded = encode(message as MessageContent);
  if (!encoded.ok) throw new TypeError(encoded.error.message);
  return encoded.value;
}
