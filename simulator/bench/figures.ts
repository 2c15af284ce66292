import { atLeast, atMost, type BenchSpec } from "../../bench/measure/index.ts";

const RATE = "messages per CPU-second";

/** What `make bench-simulator` measures; the bars are those of issue 4. */
export const SIMULATOR_BENCH = {
  name: "simulator",
  title: "A fleet beside mqtt.js",
  command: "make bench-simulator",
  figures: {
    fleetSeven: { name: "fleet, QoS 0, seven readings a write", unit: RATE },
    fleetSingle: { name: "fleet, QoS 0, one reading a write", unit: RATE },
    fleetQos1: { name: "fleet, QoS 1", unit: RATE },
    fleetPacket: { name: "fleet, QoS 0, one reading a packet (TCP_NODELAY)", unit: RATE },
    mqttJsPlain: { name: "mqtt.js plain, QoS 0: a reading a turn, each a write and a packet", unit: RATE },
    mqttJsSingle: { name: "mqtt.js, QoS 0, seven writes in a row", unit: RATE },
    mqttJsCorked: { name: "mqtt.js, QoS 0, seven readings a write (corked)", unit: RATE },
    mqttJsQos1: { name: "mqtt.js plain, QoS 1", unit: RATE },
    mqttJsQos1Corked: { name: "mqtt.js, QoS 1, seven readings a write", unit: RATE },
    single: { name: "QoS 0, one reading a write, against mqtt.js", unit: "times", bar: atLeast(2.5) },
    packet: { name: "QoS 0, one reading a packet, against plain mqtt.js", unit: "times" },
    seven: { name: "QoS 0, seven readings a write, against plain mqtt.js", unit: "times", bar: atLeast(8) },
    sevenCorked: { name: "the same against mqtt.js corked", unit: "times", bar: atLeast(4) },
    qos1: { name: "QoS 1 against plain mqtt.js", unit: "times", bar: atLeast(2.8) },
    qos1Corked: { name: "the same against mqtt.js with seven readings a write", unit: "times" },
    fleetConnect: { name: "fleet, a connect", unit: "CPU-ms" },
    mqttJsConnect: { name: "mqtt.js, a connect", unit: "CPU-ms" },
    connect: { name: "connects, against mqtt.js", unit: "times", bar: atMost(0.5) },
    memory: { name: "RSS of 10,000 publishing nodes", unit: "KB each", bar: atMost(15) },
    scheduler: { name: "scheduler, 100,000 fires of 50,000 entries", unit: "CPU-ms", bar: atMost(100) },
    histogramOwn: { name: "recording a time", unit: "ns" },
    histogramHdr: { name: "recording a time with hdr-histogram-js", unit: "ns" },
    histogram: { name: "recording a time, against hdr-histogram-js", unit: "times", bar: atMost(1) },
    history: { name: "history of a day of 100 nodes at 10 s", unit: "CPU-s", bar: atMost(20) },
    historySame: { name: "runs of it with the same bytes as the first", unit: "share", bar: atLeast(1) },
    soakGrowth: { name: "soak: growth of RSS", unit: "%", bar: atMost(5) },
    soakStatuses: { name: "soak: statuses lost", unit: "", bar: atMost(0) },
    soakResponses: { name: "soak: responses lost", unit: "", bar: atMost(0) },
    soakSurplus: { name: "soak: messages that no node sent", unit: "", bar: atMost(0) },
    soakRefused: { name: "soak: commands refused", unit: "", bar: atMost(0) },
    soakSessions: { name: "soak: sessions lost", unit: "", bar: atMost(0) },
    soakDrift: { name: "soak: drift of the schedule", unit: "ms", bar: atMost(50) },
    soakReadings: { name: "soak: readings left out", unit: "", bar: atMost(0) },
    soakNotEnded: { name: "soak: nodes that did not end in order", unit: "", bar: atMost(0) },
  },
  curves: {},
} as const satisfies BenchSpec;

type Key = keyof typeof SIMULATOR_BENCH.figures;

/** What a measurement gave: a value of each run, by figure. */
export type Measured = Readonly<Partial<Record<Key, readonly number[]>>>;
