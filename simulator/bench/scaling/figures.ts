import type { BenchSpec } from "../../../bench/measure/index.ts";

const NODES = { name: "nodes", unit: "" };
const lag = { name: "lag of the schedule, p99", unit: "ms" };
const delivery = { name: "from a reading to a subscriber, p99", unit: "ms" };

/** What `make bench-fleet-scaling` measures. */
export const FLEET_SCALING_BENCH = {
  name: "fleet-scaling",
  title: "How a fleet scales",
  command: "make bench-fleet-scaling",
  figures: {
    held: { name: "most messages a second that all left in time", unit: "a second" },
    heldFleet: { name: "the fleet's process there", unit: "% of a core" },
    heldBroker: { name: "mosquitto there", unit: "% of a core" },
    bentFleet: { name: "the fleet's process at the next point, where it bends", unit: "% of a core" },
    bentBroker: { name: "mosquitto there, where it bends", unit: "% of a core" },
  },
  curves: {
    nodes: {
      title: "Nodes on mosquitto, a reading of each metric every 10 s",
      x: NODES,
      columns: {
        fleetCpu: { name: "fleet", unit: "CPU-ms per 1,000 messages" },
        brokerCpu: { name: "mosquitto", unit: "CPU-ms per 1,000 messages" },
        connectCpu: { name: "fleet, a connect", unit: "CPU-ms" },
        fleetRss: { name: "fleet, RSS", unit: "MB" },
        brokerRss: { name: "mosquitto, RSS", unit: "MB" },
        fleetRssEach: { name: "fleet, RSS, all in", unit: "KB a node" },
        deliveryMs: delivery,
        lagMs: lag,
      },
      plots: [
        ["fleetCpu", "brokerCpu"],
        ["fleetRss", "brokerRss"],
        ["deliveryMs", "lagMs"],
      ],
    },
    embedded: {
      title: "Nodes with the embedded broker in the same process, a reading of each metric every 10 s",
      x: NODES,
      columns: {
        cpu: { name: "fleet and broker", unit: "CPU-ms per 1,000 messages" },
        connectCpu: { name: "a connect, both sides", unit: "CPU-ms" },
        rss: { name: "RSS", unit: "MB" },
        rssEach: { name: "RSS, all in", unit: "KB a node" },
        deliveryMs: delivery,
        lagMs: lag,
      },
      plots: [["cpu"], ["rss"], ["deliveryMs", "lagMs"]],
    },
    messages: {
      title: "Messages a second of 1,000 nodes on mosquitto, their time passing ever faster",
      x: { name: "messages a second intended", unit: "" },
      columns: {
        sent: { name: "sent", unit: "a second" },
        received: { name: "taken by mosquitto", unit: "a second" },
        dropped: { name: "dropped", unit: "a second" },
        lost: { name: "connections lost", unit: "" },
        lagMs: lag,
        fleetCpu: { name: "fleet", unit: "% of a core" },
        brokerCpu: { name: "mosquitto", unit: "% of a core" },
        machineCpu: { name: "the whole machine", unit: "% of a core" },
      },
      plots: [
        ["sent", "received"],
        ["fleetCpu", "brokerCpu"],
      ],
    },
  },
} as const satisfies BenchSpec;
