/** One number of the protocol that both sides must agree on. */
export interface Limit {
  readonly value: number;
  readonly unit: "bytes" | "characters" | "levels" | "entries" | "ms" | "s" | "percent" | "year";
  readonly meaning: string;
  /** The clause that fixes it: the specification's REQ or table, or the design's protocol decision. */
  readonly source: string;
}

const limit = (value: number, unit: Limit["unit"], meaning: string, source: string): Limit => ({
  value,
  unit,
  meaning,
  source,
});

/** Sizes, periods and counts of the protocol; the C++ header gets each as a constant of the same name. */
export const LIMITS = {
  maxIdentifier: limit(64, "characters", "longest home_id or node_id", "design: home_id, node_id"),
  maxRequestId: limit(64, "characters", "longest request_id", "design: commands"),
  maxMessageBytes: limit(
    65536,
    "bytes",
    "largest payload that the broker accepts",
    "Free Tier Limits: Message Size",
  ),
  maxCommandBytes: limit(1024, "bytes", "largest command that a node accepts", "design: message size"),
  maxProvisioningBytes: limit(
    1536,
    "bytes",
    "longest line on the serial port, without its line end, and longest form of the portal",
    "design: inputs bounded",
  ),
  maxTrustAnchorBytes: limit(
    576,
    "bytes",
    "largest additional root certificate (DER): in base64 it fits a command",
    "design: message size",
  ),
  maxJsonDepth: limit(
    8,
    "levels",
    "deepest nesting of objects and arrays in a payload",
    "design: inputs bounded",
  ),
  minTimestampYear: limit(1970, "year", "first year of a timestamp", "design: timestamp"),
  maxTimestampYear: limit(2099, "year", "last year of a timestamp", "design: timestamp"),
  keepAlive: limit(60, "s", "MQTT keep-alive interval", "REQ-001"),
  connectTimeout: limit(10_000, "ms", "a connect that has not finished by then is given up", "REQ-002"),
  reconnectBackoffMin: limit(
    1_000,
    "ms",
    "wait before the first reconnect; doubles at every failure",
    "REQ-002",
  ),
  reconnectBackoffMax: limit(60_000, "ms", "longest wait between reconnects", "REQ-002"),
  reconnectJitter: limit(
    10,
    "percent",
    "at most this much is added to every wait, at random",
    "design: connect",
  ),
  stableConnection: limit(
    60_000,
    "ms",
    "connected this long, the backoff starts again at its minimum",
    "design: connect",
  ),
  commandTimeout: limit(5_000, "ms", "a sender waits this long for a response", "REQ-005"),
  commandRetries: limit(
    3,
    "entries",
    "a sender repeats a command that timed out at most this often",
    "REQ-005",
  ),
  commandMemory: limit(16, "entries", "request_ids whose outcome a node remembers", "design: commands"),
  commandClockSkew: limit(
    30_000,
    "ms",
    "how far in the future a command's timestamp may lie",
    "design: commands",
  ),
  samplePeriod: limit(1_000, "ms", "the node reads its sensors this often", "design: telemetry"),
  rssiPeriod: limit(60_000, "ms", "status/rssi is published this often: the sign of life", "design: status"),
  stalePeriods: limit(3, "entries", "a node silent for so many rssi periods is stale", "design: status"),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;
