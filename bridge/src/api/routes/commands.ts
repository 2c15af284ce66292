import { ERROR_CODES } from "@homesync/protocol";
import { COMMANDS } from "../../commands/compose.ts";
import type { CommandOutcome } from "../../commands/outcome.ts";
import { requireRole } from "../authenticate.ts";
import { time } from "../present.ts";
import { Problem } from "../problem.ts";
import { CommandBody, CommandParams } from "../schemas.ts";
import { unknownNode } from "./nodes.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

/**
 * `POST /homes/{home}/nodes/{node}/commands/{relay|led|config|ota}`: sends the command and answers with what the node
 * said (REQ-005, REQ-007 "Handle device commands"). At most four attempts of 5 s and the waits between them: 27 s.
 */
export function commandRoutes(api: Api, { commands }: ApiParts): void {
  api.post(
    `${API_PREFIX}/homes/:home/nodes/:node/commands/:command`,
    { schema: { params: CommandParams, body: CommandBody }, preHandler: requireRole("operator") },
    async ({ params, body }, reply) => {
      const key = COMMANDS.get(params.command);
      if (key === undefined) throw new Problem("not_found", "there is no such command");
      const node = { homeId: params.home, nodeId: params.node };
      const outcome = await commands.send({ node, key, body });
      return reply.code(outcome.kind === "in_progress" ? 202 : 200).send(present(outcome));
    },
  );
}

/** What a node did, or is doing, as JSON. @throws Problem for every other outcome */
function present(outcome: CommandOutcome) {
  switch (outcome.kind) {
    case "confirmed":
      return {
        status: "confirmed",
        result: outcome.result,
        request_id: outcome.requestId,
        attempts: outcome.attempts,
        timestamp: time(outcome.timestampMs),
      };
    case "in_progress":
      return {
        status: "in_progress",
        progress: outcome.progress,
        request_id: outcome.requestId,
        attempts: outcome.attempts,
      };
    default:
      throw problemOf(outcome);
  }
}

function problemOf(outcome: Exclude<CommandOutcome, { kind: "confirmed" | "in_progress" }>): Problem {
  switch (outcome.kind) {
    case "invalid": {
      const { code, field, message } = outcome.error;
      return new Problem("invalid_command", message, { field, reason: code });
    }
    case "unknown_node":
      return unknownNode();
    case "node_offline":
      return new Problem("node_offline", "the command was not sent: try again when the node is online", {
        reason: outcome.reason ?? null,
      });
    case "too_many":
      return new Problem("too_many_commands", "wait for their answers", {}, { "retry-after": "5" });
    case "refused":
      return refusal(outcome);
    case "timed_out":
      return new Problem(
        "command_timed_out",
        "whether the node acted is not known: look at its state",
        sent(outcome),
      );
    case "broker_offline":
      return new Problem(
        "broker_offline",
        outcome.attempts === 0
          ? "the command was not sent: try again when the broker is back"
          : "the connection was lost; whether the node acted is not known: look at its state",
        sent(outcome),
        { "retry-after": "5" },
      );
    case "stopped":
      return new Problem("stopping", "the bridge ended before the node answered", sent(outcome));
  }
}

const sent = ({ requestId, attempts }: { readonly requestId: string; readonly attempts: number }) => ({
  request_id: requestId,
  attempts,
});

/** A node refuses for its state (409), or since it does not know or accept what it was asked (422). */
function refusal(outcome: Extract<CommandOutcome, { kind: "refused" }>): Problem {
  const raisedBy = new Map(Object.entries(ERROR_CODES)).get(outcome.error)?.raisedBy;
  const code =
    raisedBy === "codec" || outcome.error === "unsupported" ? "not_accepted_by_node" : "refused_by_node";
  return new Problem(code, outcome.message, { ...sent(outcome), reason: outcome.error });
}
