import type { ApiNode } from "../answers.ts";
import type { NodeChange } from "./messages.ts";

/** Nodes by `home_id/node_id`, in that order. */
export type Nodes = ReadonlyMap<string, ApiNode>;

/** A home as it is now: what is not in the snapshot is gone. */
export function withSnapshot(nodes: Nodes, homeId: string, ofHome: readonly ApiNode[]): Nodes {
  const others = [...nodes.values()].filter(({ home_id }) => home_id !== homeId);
  return sorted([...others, ...ofHome]);
}

/** What changed in a home, applied. A change of a node that is not known is left out: a snapshot is on its way. */
export function withChanges(nodes: Nodes, homeId: string, changes: readonly NodeChange[]): Nodes {
  const next = new Map(nodes);
  for (const { removed, ...change } of changes) {
    const key = `${homeId}/${change.node_id}`;
    const known = next.get(key);
    if (removed) next.delete(key);
    else if (known !== undefined) {
      next.set(key, { ...known, ...change, metrics: { ...known.metrics, ...change.metrics } });
    } else if ("online" in change) {
      next.set(key, { ...UNKNOWN, home_id: homeId, ...change, metrics: { ...change.metrics } });
    }
  }
  return next.size === nodes.size ? next : sorted([...next.values()]);
}

/** A node of which nothing was told yet. */
const UNKNOWN = {
  name: "",
  registered: false,
  online: null,
  online_since: null,
  offline_since: null,
  offline_reason: null,
  stale: false,
  last_seen: null,
  relay: null,
  rssi: null,
  firmware: null,
} as const;

const keyOf = ({ home_id, node_id }: ApiNode): string => `${home_id}/${node_id}`;

const sorted = (nodes: readonly ApiNode[]): Nodes =>
  new Map(
    nodes
      .map((node) => [keyOf(node), node] as const)
      .sort(([left], [right]) => left.localeCompare(right, "en", { numeric: true })),
  );
