import type { PayloadOf, ProtocolError } from "@homesync/protocol";
import type { OfflineReason } from "../state/node-state.ts";

type Answer = PayloadOf<"response/ota">;
type Success = Extract<Answer, { status: "success" }>;

/** The life of a command that was taken on. */
interface Sent {
  readonly requestId: string;
  /** How often it was published: 1 to 4, more when it was queued and the broker was lost; 0 when it never was. */
  readonly attempts: number;
}

/** How a command ended that was taken on. */
export type CommandEnd =
  /** The node did it. `timestampMs` is the node's own time, undefined when its clock is not set. */
  | ({
      readonly kind: "confirmed";
      readonly result: Success["result"];
      readonly timestampMs: number | undefined;
    } & Sent)
  /** The node answered no: an answer, so it is not tried again (design: retries). */
  | ({ readonly kind: "refused"; readonly error: string; readonly message: string } & Sent)
  /** No answer to any of the attempts, or none any more during an update. Whether the node acted is not known. */
  | ({ readonly kind: "timed_out" } & Sent)
  /** The connection to the broker was lost before the node answered. Whether the node acted is not known. */
  | ({ readonly kind: "broker_offline" } & Sent)
  /** It waited for the broker or the node for as long as its caller wanted. */
  | ({ readonly kind: "expired" } & Sent)
  /** The bridge is ending. */
  | ({ readonly kind: "stopped" } & Sent);

/** Why a command was not taken on: nothing was sent, and nothing will be. */
export type Rejection =
  | ({ readonly kind: "broker_offline" } & Sent)
  | ({ readonly kind: "stopped" } & Sent)
  | { readonly kind: "unknown_node" }
  | { readonly kind: "node_offline"; readonly reason: OfflineReason | undefined }
  /** As many commands to this node wait for an answer as may. */
  | { readonly kind: "too_many" }
  /** The body is not a command of the protocol. */
  | { readonly kind: "invalid"; readonly error: Pick<ProtocolError, "code" | "field" | "message"> };
