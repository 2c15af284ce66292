/**
 * Every metric of a run, by the name that thresholds, reports and Prometheus know it by. Names are stable: one is never
 * renamed or given another meaning. Counts are since the start of the run; times are milliseconds.
 */
export const COUNTERS = {
  "connect.started": "connects begun",
  "connect.succeeded": "connects that a CONNACK accepted",
  "connect.failed": "connects that did not come to a session",
  "connect.lost": "sessions that ended unasked",
  "connect.ended": "sessions that the node ended by DISCONNECT",
  "connect.again": "sessions made after the first of their node",
  "connect.resumed": "connects that resumed a TLS session of the same node",
  "publish.qos0": "messages sent at QoS 0",
  "publish.qos1": "messages sent at QoS 1, each counted once",
  "publish.acknowledged": "messages of QoS 1 that the broker acknowledged",
  "publish.rejected": "messages of QoS 1 that the broker acknowledged with an error (MQTT 5)",
  "publish.resent": "messages sent again, with DUP, after a reconnect",
  "message.received": "messages that arrived at nodes: commands",
  "bytes.out": "bytes written to connections, MQTT frames only",
  "bytes.in": "bytes read from connections, MQTT frames only",
  "ping.sent": "PINGREQ sent",
  "telemetry.sent": "readings handed to a connection",
  "telemetry.received": "readings that arrived at the run's subscriber",
  "telemetry.lost": "readings that were sent and did not arrive at the run's subscriber",
  "status.sent": "status messages handed to a connection",
  "response.sent": "responses handed to a connection",
  "dropped.telemetry": "readings that a node had and no connection took",
  "dropped.status": "status messages that no connection took; the node tries again",
  "dropped.response": "responses that no connection took; the node tries again",
  "dropped.offline": "of the dropped: there was no session",
  "dropped.backpressure": "of the dropped: too much waited to be written",
  "dropped.in_flight": "of the dropped: too many messages of QoS 1 were unacknowledged",
  "dropped.too_large": "of the dropped: larger than the broker or the connection takes",
  "schedule.fired": "wake-ups of nodes",
  "schedule.late": "wake-ups more than 100 ms after their time: this machine is overloaded",
  "relay.switched": "times that a relay switched, but for booting and going off",
  "command.sent": "commands sent by the run's client, retries not counted",
  "command.answered": "commands answered, whatever the answer",
  "command.refused": "commands answered with an error",
  "command.lost": "commands that were not answered in time",
  "command.unsent": "commands that could not be sent when they were due",
  "update.sent": "updates of the firmware that were offered to nodes",
  "update.done": "updates after which a node runs the new version",
  "update.failed": "updates that a node answered with an error",
  "update.lost": "updates without an outcome when the run ended",
  "command.hostile": "malformed commands sent on purpose, which are not counted as sent",
  "visit.begun": "nodes that came for a while (arrivals with `stay_s`)",
  "visit.ended": "of those, the ones whose time was over",
  "visit.missed": "nodes that should have come when none of the fleet was free",
  "node.ended": "nodes that went off in order",
  "node.restarted": "restarts that nodes asked for",
} as const;

export const GAUGES = {
  "nodes.planned": "nodes that the fleet has",
  "nodes.started": "nodes that are switched on",
  "nodes.connected": "nodes that have a session",
  "nodes.most_connected": "most nodes that had a session at the same time",
} as const;

export const HISTOGRAMS = {
  "connect.time": "from the first packet of the transport to CONNACK",
  "connect.recovery": "from the loss of a session to the next of the same node",
  "publish.ack": "from sending a message of QoS 1 to its PUBACK",
  "command.rtt": "from sending a command to its response",
  "update.time": "from offering an update to its outcome",
  "delivery.subscriber": "from the intended time of a reading to its arrival at the run's subscriber",
  "delivery.store": "from the intended time of a reading to its place in the bridge's store",
  "schedule.lag": "from the time that a node was due to its wake-up",
} as const;

export type CounterName = keyof typeof COUNTERS;
export type GaugeName = keyof typeof GAUGES;
export type HistogramName = keyof typeof HISTOGRAMS;

export const COUNTER_NAMES = Object.keys(COUNTERS) as CounterName[];
export const GAUGE_NAMES = Object.keys(GAUGES) as GaugeName[];
export const HISTOGRAM_NAMES = Object.keys(HISTOGRAMS) as HistogramName[];

/** What a histogram can be asked for. */
export const STATISTICS = ["count", "min", "mean", "p50", "p90", "p99", "p99.9", "max"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** What a percentage of a counter is a share of: `telemetry.lost <= 0.1%` means of `telemetry.sent`. */
export const SHARE_OF: Partial<Record<CounterName, readonly CounterName[]>> = {
  "connect.failed": ["connect.started"],
  "connect.lost": ["connect.succeeded"],
  "publish.acknowledged": ["publish.qos1"],
  "publish.rejected": ["publish.qos1"],
  "telemetry.received": ["telemetry.sent"],
  "telemetry.lost": ["telemetry.sent"],
  "dropped.telemetry": ["telemetry.sent", "dropped.telemetry"],
  "dropped.status": ["status.sent", "dropped.status"],
  "dropped.response": ["response.sent", "dropped.response"],
  "schedule.late": ["schedule.fired"],
  "command.answered": ["command.sent"],
  "command.refused": ["command.sent"],
  "command.lost": ["command.sent"],
  "command.unsent": ["command.sent", "command.unsent"],
  "visit.ended": ["visit.begun"],
  "visit.missed": ["visit.begun", "visit.missed"],
  "update.done": ["update.sent"],
  "update.failed": ["update.sent"],
  "update.lost": ["update.sent"],
};
