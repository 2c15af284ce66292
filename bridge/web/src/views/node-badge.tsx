import type { ApiNode } from "../answers.ts";
import { formatTime } from "../format.ts";

/** Whether the node is there, in words and colour. */
export function NodeBadge({ node }: { readonly node: ApiNode }) {
  const { kind, text } = presence(node);
  return <p class={`badge ${kind}`}>{text}</p>;
}

function presence({ online, stale, offline_reason, last_seen }: ApiNode): { kind: string; text: string } {
  const seen = last_seen === null ? "" : `, last seen ${formatTime(last_seen)}`;
  if (online === null) return { kind: "unknown", text: "not heard of yet" };
  if (!online)
    return { kind: "offline", text: `offline: ${(offline_reason ?? "unknown").replaceAll("_", " ")}${seen}` };
  return stale ? { kind: "stale", text: `silent${seen}` } : { kind: "online", text: "online" };
}
