import { ERROR_CODES } from "@homesync/protocol";
import type { Command } from "../commands/command.ts";
import type { CommandEnd, Rejection } from "../commands/outcome.ts";
import { time } from "./present.ts";
import { Problem } from "./problem.ts";
import { unknownNode } from "./unknown.ts";

/** A command as a resource: what it is at, or how it ended. */
export function presentCommand(command: Command) {
  const { request, end, endedMs, queuedUntilMs, progress } = command;
  return {
    request_id: command.requestId,
    home_id: request.node.homeId,
    node_id: request.node.nodeId,
    command: request.key.slice("command/".length),
    action: String(request.body["action"]),
    status: end?.kind ?? command.phase,
    attempts: command.attempts,
    ...(progress === undefined ? {} : { progress }),
    ...(end?.kind === "confirmed" ? { result: end.result, timestamp: time(end.timestampMs) } : {}),
    ...(end?.kind === "refused" ? { reason: end.error, detail: end.message } : {}),
    created: time(command.createdMs),
    ...(endedMs === undefined ? {} : { ended: time(endedMs) }),
    ...(queuedUntilMs === undefined ? {} : { queued_until: time(queuedUntilMs) }),
  };
}

/** The problem that the end of a command is for a caller who waits for it; undefined when the node did it. */
export function problemOfEnd(end: CommandEnd): Problem | undefined {
  switch (end.kind) {
    case "confirmed":
      return undefined;
    case "refused":
      return refusal(end);
    case "timed_out":
      return new Problem(
        "command_timed_out",
        "whether the node acted is not known: look at its state",
        sent(end),
      );
    case "broker_offline":
      return brokerOffline(end);
    case "expired":
      return new Problem(
        "command_expired",
        "broker or node did not come within reach in time; it was not sent",
        sent(end),
      );
    case "stopped":
      return stopping(end);
  }
}

/** The problem that a rejection is. */
export function problemOfRejection(rejection: Rejection): Problem {
  switch (rejection.kind) {
    case "invalid": {
      const { code, field, message } = rejection.error;
      return new Problem("invalid_command", message, { field, reason: code });
    }
    case "unknown_node":
      return unknownNode();
    case "node_offline":
      return new Problem(
        "node_offline",
        "the command was not sent: try again when the node is online, or let it wait with ?queue=5m",
        { reason: rejection.reason ?? null },
      );
    case "too_many":
      return new Problem("too_many_commands", "wait for their answers", {}, { "retry-after": "5" });
    case "broker_offline":
      return brokerOffline(rejection);
    case "stopped":
      return stopping(rejection);
  }
}

interface Sent {
  readonly requestId: string;
  readonly attempts: number;
}

const sent = ({ requestId, attempts }: Sent) => ({ request_id: requestId, attempts });

const brokerOffline = (outcome: Sent): Problem =>
  new Problem(
    "broker_offline",
    outcome.attempts === 0
      ? "the command was not sent: try again when the broker is back, or let it wait with ?queue=5m"
      : "the connection was lost; whether the node acted is not known: look at its state",
    sent(outcome),
    { "retry-after": "5" },
  );

const stopping = (outcome: Sent): Problem =>
  new Problem("stopping", "the bridge ended before the node answered", sent(outcome));

/** A node refuses for its state (409), or since it does not know or accept what it was asked (422). */
function refusal(end: Extract<CommandEnd, { kind: "refused" }>): Problem {
  const raisedBy = new Map(Object.entries(ERROR_CODES)).get(end.error)?.raisedBy;
  const code =
    raisedBy === "codec" || end.error === "unsupported" ? "not_accepted_by_node" : "refused_by_node";
  return new Problem(code, end.message, { ...sent(end), reason: end.error });
}
