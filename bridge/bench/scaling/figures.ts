import type { BenchSpec } from "../../../bench/measure/index.ts";

const CPU = "CPU-ms per 1,000 messages";

/** What `make bench-bridge-scaling` measures. */
export const BRIDGE_SCALING_BENCH = {
  name: "bridge-scaling",
  title: "How the bridge scales",
  command: "make bench-bridge-scaling",
  figures: {},
  curves: {
    homes: {
      title: "Homes of one node each, QoS 0 into InfluxDB",
      x: { name: "homes", unit: "" },
      columns: {
        wildcard: { name: "bridge, wildcards", unit: CPU },
        perNode: { name: "bridge, subscriptions per node", unit: CPU },
        redis: { name: "bridge, wildcards, state in Redis", unit: CPU },
        memory: { name: "bridge, wildcards, nothing kept on disk but the log", unit: CPU },
        brokerWildcard: { name: "mosquitto, wildcards", unit: CPU },
        brokerPerNode: { name: "mosquitto, subscriptions per node", unit: CPU },
        influx: { name: "InfluxDB", unit: CPU },
        readyWildcard: { name: "until the bridge is connected, wildcards", unit: "CPU-ms" },
        readyPerNode: { name: "until the bridge is connected, subscriptions per node", unit: "CPU-ms" },
        rss: { name: "bridge, wildcards, most RSS", unit: "MB" },
      },
      plots: [
        ["wildcard", "perNode", "redis", "memory"],
        ["brokerWildcard", "brokerPerNode", "influx"],
        ["readyWildcard", "readyPerNode"],
      ],
    },
    clients: {
      title:
        "WebSocket clients of a bridge with 100 homes of 10 nodes; one client in a hundred looks at all homes",
      x: { name: "WebSocket clients", unit: "" },
      columns: {
        told: { name: "messages of the nodes, told to the clients", unit: CPU },
        alone: { name: "the same, nobody there", unit: CPU },
        frame: { name: "a thousand frames told", unit: "CPU-ms" },
        rss: { name: "bridge, most RSS", unit: "MB" },
        aloneRss: { name: "bridge before the clients came, most RSS", unit: "MB" },
      },
      plots: [["told", "alone"], ["frame"], ["rss", "aloneRss"]],
    },
  },
} as const satisfies BenchSpec;
