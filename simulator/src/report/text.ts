import type { CounterName, HistogramName } from "../metrics/catalog.ts";
import { type MetricsSnapshot, statistic } from "../metrics/metrics.ts";
import { actualText } from "../thresholds/judge.ts";
import type { Ending, RunReport } from "./run-report.ts";
import { spanText } from "./span.ts";

const ENDED_BY: Readonly<Record<Ending, string>> = {
  phases: "its phases were over",
  duration: "its time was over",
  user: "it was asked to end",
  threshold: "a threshold failed",
  broker: "the broker was lost",
};

/** What a run did, for people. */
export function reportText(report: RunReport): string {
  const { fleet, metrics, failures, faults } = report;
  const { counters } = metrics;
  const errors = failures.map(({ kind, count, lastDetail }) => `${count} ${kind} (${lastDetail})`);
  const lines = [
    `${report.name}: ${(report.elapsedMs / 1000).toFixed(1)} s, ${fleet.nodes} nodes, homes ${fleet.homePrefix}-..., seed ${fleet.seed}; ended because ${ENDED_BY[report.endedBy]}`,
    line(
      "published",
      `${counters["publish.qos0"]} at QoS 0; ${counters["publish.qos1"]} at QoS 1, ${counters["publish.acknowledged"]} of them acknowledged, ${counters["publish.resent"]} sent again; ${dropped(counters)} not accepted`,
    ),
    line("traffic", `${kilobytes(counters["bytes.out"])} out, ${kilobytes(counters["bytes.in"])} in`),
    line(
      "commands",
      `${counters["message.received"]} received; relays switched ${counters["relay.switched"]} times`,
    ),
    line(
      "connections",
      `${counters["connect.succeeded"]} made, ${counters["connect.again"]} of them again after a loss; ${metrics.gauges["nodes.most_connected"]} at most at a time`,
    ),
    ...observed(metrics),
    ...latencies(metrics),
    line("errors", errors.length === 0 ? "none" : errors.join(", ")),
    ...advice(report),
    ...faults.map(({ title, fromMs, toMs }) =>
      line("fault", `${title}, from ${spanText(fromMs)} to ${spanText(toMs)}`),
    ),
    line("ended", `${fleet.endedInOrder} of ${fleet.started} nodes in order`),
    line("left", left(report)),
    ...verdicts(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a limit of the broker is to be told by: some were let in, and others with the same credentials were not. */
function advice({ fleet, metrics, failures }: RunReport): string[] {
  const limited = failures.some(
    ({ kind }) =>
      kind === "limit_reached" || (kind === "bad_credentials" && metrics.counters["connect.succeeded"] > 0),
  );
  if (!limited) return [];
  const todo = "remove old sessions (homesync-sim cleanup), run fewer nodes, or take a larger plan";
  return [
    line(
      "advice",
      `the limit of the broker's plan may be reached (homesync-sim plan --nodes ${fleet.nodes} tells): ${todo}`,
    ),
  ];
}

const line = (name: string, text: string): string => `  ${name.padEnd(12)} ${text}`;

function dropped(counters: MetricsSnapshot["counters"]): number {
  const names: CounterName[] = ["dropped.telemetry", "dropped.status", "dropped.response"];
  return names.reduce((sum, name) => sum + counters[name], 0);
}

/** What clients beside the fleet saw; nothing where there were none. */
function observed({ counters }: MetricsSnapshot): string[] {
  const lines: string[] = [];
  if (counters["telemetry.received"] > 0 || counters["telemetry.lost"] > 0) {
    const text = `${counters["telemetry.received"]} of ${counters["telemetry.sent"]} readings received, ${counters["telemetry.lost"]} lost`;
    lines.push(line("observer", text));
  }
  if (counters["visit.begun"] > 0 || counters["visit.missed"] > 0) {
    const text = `${counters["visit.begun"]} nodes came for a while, ${counters["visit.ended"]} of them left again; for ${counters["visit.missed"]} none was free`;
    lines.push(line("visits", text));
  }
  if (counters["command.sent"] > 0) {
    const text = `${counters["command.sent"]} sent, ${counters["command.answered"]} answered, ${counters["command.refused"]} of them with an error, ${counters["command.lost"]} lost, ${counters["command.unsent"]} not sent in time`;
    lines.push(line("driver", text));
  }
  if (counters["update.sent"] > 0) {
    const text = `${counters["update.sent"]} offered, ${counters["update.done"]} done, ${counters["update.failed"]} failed, ${counters["update.lost"]} without an outcome`;
    lines.push(line("updates", text));
  }
  if (counters["command.hostile"] > 0) lines.push(line("hostile", `${counters["command.hostile"]} sent`));
  return lines;
}

const LATENCIES: Partial<Record<HistogramName, string>> = {
  "connect.time": "connect",
  "connect.recovery": "recovery",
  "publish.ack": "publish ack",
  "command.rtt": "command",
  "update.time": "update",
  "delivery.subscriber": "delivery",
  "delivery.store": "to store",
};

function latencies({ histograms }: MetricsSnapshot): string[] {
  return Object.entries(LATENCIES).flatMap(([name, title]) => {
    const histogram = histograms[name as HistogramName];
    if (histogram.count === 0) return [];
    const stats = (["p50", "p90", "p99", "p99.9", "max"] as const).map(
      (stat) => `${stat} ${spanText(statistic(histogram, stat))}`,
    );
    return [line(title, `${stats.join(", ")} (${histogram.count})`)];
  });
}

function left({ fleet }: RunReport): string {
  if (fleet.kept) return "sessions and retained messages are kept on the broker";
  if (fleet.notPurged === 0) return "nothing on the broker";
  return `sessions or retained messages of ${fleet.notPurged} nodes may be on the broker: run the same --seed again to remove them`;
}

function verdicts({ thresholds }: RunReport): string[] {
  if (thresholds.length === 0) return [];
  const failed = thresholds.filter(({ passed }) => !passed).length;
  const widest = Math.max(...thresholds.map(({ text }) => text.length));
  return [
    failed === 0
      ? `passed: all ${thresholds.length} thresholds hold`
      : `FAILED: ${failed} of ${thresholds.length} thresholds`,
    ...thresholds.map(
      (verdict) =>
        `  ${verdict.passed ? "ok    " : "FAILED"} ${verdict.text.padEnd(widest)}  ${actualText(verdict)}`,
    ),
  ];
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
