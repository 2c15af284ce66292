import type { ApiEvent, ApiNode } from "../answers.ts";

/** What the bridge says on the live connection; each message carries the cursor at which it stands. */
export type LiveMessage = { readonly cursor: string } & (
  | { readonly type: "hello"; readonly heartbeat_s: number }
  | { readonly type: "heartbeat" }
  | { readonly type: "snapshot"; readonly home_id: string; readonly nodes: readonly ApiNode[] }
  | { readonly type: "changes"; readonly home_id: string; readonly nodes: readonly NodeChange[] }
  | { readonly type: "missed"; readonly home_id: string; readonly frames: number }
  | { readonly type: "event"; readonly event: ApiEvent }
);

/** The fields of a node that changed; `removed` when the node is gone. */
export type NodeChange = Partial<ApiNode> & { readonly node_id: string; readonly removed?: true };
