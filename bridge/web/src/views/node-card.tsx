import type { ApiNode } from "../answers.ts";
import { formatValue } from "../format.ts";
import type { Session } from "../live/session-state.ts";
import { nodeLink } from "../route.ts";
import { NodeBadge } from "./node-badge.tsx";
import { RelaySwitch } from "./relay-switch.tsx";

interface Props {
  readonly session: Session;
  readonly node: ApiNode;
}

/** A node at a glance: whether it is there, its power now, its relay. */
export function NodeCard({ session, node }: Props) {
  const power = node.metrics["power"];
  return (
    <li class="card">
      <h3>
        <a href={nodeLink(node.home_id, node.node_id)}>{node.name || node.node_id}</a>
      </h3>
      <NodeBadge node={node} />
      <p class="power">{power === undefined ? "–" : formatValue(power.value, power.unit)}</p>
      <RelaySwitch session={session} node={node} />
    </li>
  );
}
