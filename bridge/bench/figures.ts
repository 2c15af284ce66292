import { atLeast, atMost, type BenchSpec, type FigureSpec } from "../../bench/measure/index.ts";

/** What a bridge may take, whatever it does. */
const RSS_MEGABYTES = 200;
/** 100 KB more for each of a thousand clients: socket, buffers, what waits for it. */
const RSS_WITH_CLIENTS_MEGABYTES = RSS_MEGABYTES + 100;

const rate = (name: string, bar?: number): FigureSpec => ({
  name,
  unit: "messages per CPU-second",
  ...(bar === undefined ? {} : { bar: atLeast(bar) }),
});
const memory = (name: string, mostMegabytes?: number): FigureSpec => ({
  name,
  unit: "MB",
  ...(mostMegabytes === undefined ? {} : { bar: atMost(mostMegabytes) }),
});

/** What `make bench-bridge` measures; the bars are those of issue 5. */
export const BRIDGE_BENCH = {
  name: "bridge",
  title: "The bridge beside mqtt.js alone",
  command: "make bench-bridge",
  figures: {
    influxQos0: rate("QoS 0 into InfluxDB", 90_000),
    influxQos0Bare: rate("the same stream, mqtt.js alone"),
    influxQos0Rss: memory("QoS 0 into InfluxDB: most RSS", RSS_MEGABYTES),
    influxQos1: rate("QoS 1, durable log, InfluxDB", 45_000),
    influxQos1Bare: rate("the same stream at QoS 1, mqtt.js alone"),
    influxQos1Rss: memory("QoS 1, durable log, InfluxDB: most RSS", RSS_MEGABYTES),
    embedded: rate("embedded broker and SQLite", 30_000),
    embeddedRss: memory("embedded broker and SQLite: most RSS", RSS_MEGABYTES),
    liveMissed: { name: "1,000 WebSocket clients: changes not told", unit: "", bar: atMost(0) },
    liveFaults: { name: "frames left out or told twice, connections ended", unit: "", bar: atMost(0) },
    liveFrame: { name: "1,000 frames told", unit: "CPU-s" },
    liveMessage: { name: "1,000 messages of the nodes, told to the clients", unit: "CPU-s" },
    aloneMessage: { name: "1,000 messages of the nodes, nobody there", unit: "CPU-s" },
    liveRatio: { name: "a message told, against nobody there", unit: "times" },
    liveRss: memory("1,000 WebSocket clients: most RSS", RSS_WITH_CLIENTS_MEGABYTES),
    aloneRss: memory("most RSS before the clients came"),
  },
  curves: {},
} as const satisfies BenchSpec;

/** What a measurement gave: a value of each run, by figure. */
export type Measured = Readonly<Partial<Record<keyof typeof BRIDGE_BENCH.figures, readonly number[]>>>;
