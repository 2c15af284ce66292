import type { Summary } from "../fleet/stats.ts";

/** What a run did, for people. */
export function summaryText(summary: Summary, keep: boolean): string {
  const { traffic, failures } = summary;
  const errors = failures.map(({ kind, count, lastDetail }) => `${count} ${kind} (${lastDetail})`);
  const lines = [
    `${(summary.elapsedMs / 1000).toFixed(1)} s, ${summary.nodes} nodes, homes ${summary.homePrefix}-..., seed ${summary.seed}`,
    `  published    ${traffic.publishedQos0} at QoS 0; ${traffic.publishedQos1} at QoS 1, ${traffic.acknowledged} of them acknowledged, ${traffic.resent} sent again; ${traffic.refused} not accepted`,
    `  traffic      ${kilobytes(traffic.bytesOut)} out, ${kilobytes(traffic.bytesIn)} in`,
    `  commands     ${traffic.received} received; relays switched ${summary.relaySwitches} times`,
    `  connections  ${traffic.connects} made, ${summary.reconnects} of them again after a loss; ${summary.mostConnected} at most at a time`,
    `  errors       ${errors.length === 0 ? "none" : errors.join(", ")}`,
    `  ended        ${summary.endedInOrder} of ${summary.started} nodes in order`,
  ];
  if (keep) lines.push("  left         sessions and retained messages are kept on the broker");
  else if (summary.notPurged > 0) {
    lines.push(
      `  left         sessions or retained messages of ${summary.notPurged} nodes may be on the broker: run the same --seed again to remove them`,
    );
  } else lines.push("  left         nothing on the broker");
  return `${lines.join("\n")}\n`;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
