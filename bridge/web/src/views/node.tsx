import { HistoryChart } from "../chart/history-chart.tsx";
import { formatMetric, formatTime, formatValue } from "../format.ts";
import type { Session } from "../live/session-state.ts";
import { homeLink } from "../route.ts";
import { useStore } from "../store.ts";
import { EventList } from "./event-list.tsx";
import { NodeBadge } from "./node-badge.tsx";
import { RelaySwitch } from "./relay-switch.tsx";

interface Props {
  readonly session: Session;
  readonly homeId: string;
  readonly nodeId: string;
}

/** All that is known of one node. */
export function Node({ session, homeId, nodeId }: Props) {
  const node = useStore(session.nodes, (all) => all.get(`${homeId}/${nodeId}`));
  const back = (
    <p>
      <a href={homeLink(homeId)}>{homeId}</a>
    </p>
  );
  if (node === undefined) {
    return (
      <>
        {back}
        <p class="quiet">
          There is no such node for you: check the address, and that your token is for its home.
        </p>
      </>
    );
  }
  const metrics = Object.entries(node.metrics).flatMap(([name, metric]) =>
    metric === undefined ? [] : [{ name, ...metric }],
  );
  return (
    <>
      {back}
      <section aria-labelledby="node">
        <h2 id="node">{node.name || node.node_id}</h2>
        <NodeBadge node={node} />
        <RelaySwitch session={session} node={node} />
        <dl class="metrics">
          {metrics.map(({ name, value, unit, quality }) => (
            <div key={name}>
              <dt>{formatMetric(name)}</dt>
              <dd>
                {formatValue(value, unit)}
                {quality < 100 && <span class="quiet"> {quality} % good</span>}
              </dd>
            </div>
          ))}
        </dl>
        <p class="quiet">
          {node.firmware ? `Firmware ${node.firmware.version} (${node.firmware.target}). ` : ""}
          {node.rssi ? `WiFi ${node.rssi.value} dBm. ` : ""}
          {node.last_seen ? `Last seen ${formatTime(node.last_seen)}.` : ""}
        </p>
      </section>
      {metrics.length > 0 && (
        <HistoryChart session={session} node={node} metrics={metrics.map(({ name }) => name)} />
      )}
      <EventList session={session} homeId={homeId} nodeId={nodeId} />
    </>
  );
}
