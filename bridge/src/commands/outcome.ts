import type { PayloadOf, ProtocolError } from "@homesync/protocol";
import type { OfflineReason } from "../state/node-state.ts";

type Answer = PayloadOf<"response/ota">;
type Success = Extract<Answer, { status: "success" }>;

/** The life of a command that was published. */
interface Sent {
  readonly requestId: string;
  /** How often it was published, 1 to 4. */
  readonly attempts: number;
}

/** How a command ended. */
export type CommandOutcome =
  /** The node did it. `timestampMs` is the node's own time, undefined when its clock is not set. */
  | ({
      readonly kind: "confirmed";
      readonly result: Success["result"];
      readonly timestampMs: number | undefined;
    } & Sent)
  /** The node accepted it and is at it (ota). */
  | ({ readonly kind: "in_progress"; readonly progress: number } & Sent)
  /** The node answered no: an answer, so it is not tried again (design: retries). */
  | ({ readonly kind: "refused"; readonly error: string; readonly message: string } & Sent)
  /** No answer to any of the attempts. Whether the node acted is not known. */
  | ({ readonly kind: "timed_out" } & Sent)
  /** The connection to the broker is down, or went down; `attempts` is 0 when nothing was sent. */
  | ({ readonly kind: "broker_offline" } & Sent)
  /** The bridge is ending. */
  | ({ readonly kind: "stopped" } & Sent)
  | { readonly kind: "unknown_node" }
  | { readonly kind: "node_offline"; readonly reason: OfflineReason | undefined }
  /** As many commands to this node wait for an answer as may. */
  | { readonly kind: "too_many" }
  /** The body is not a command of the protocol. */
  | { readonly kind: "invalid"; readonly error: Pick<ProtocolError, "code" | "field" | "message"> };
