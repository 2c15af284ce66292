import { atMost, type BenchSpec } from "../../bench/measure/index.ts";

/** What `make bench-screen` measures; the bar is that of issue 4. */
export const SCREEN_BENCH = {
  name: "screen",
  title: "The live screen beside fleets of 1,000 and 10,000 nodes",
  command: "make bench-screen",
  figures: {
    small: { name: "eight seconds of 1,000 nodes", unit: "CPU-ms" },
    smallScreen: { name: "the same with the screen", unit: "CPU-ms" },
    smallFrames: { name: "of which in its frames", unit: "CPU-ms" },
    smallShare: { name: "what the screen costs more, 1,000 nodes", unit: "%", bar: atMost(5) },
    large: { name: "eight seconds of 10,000 nodes", unit: "CPU-ms" },
    largeScreen: { name: "the same with the screen", unit: "CPU-ms" },
    largeFrames: { name: "of which in its frames", unit: "CPU-ms" },
    largeShare: { name: "what the screen costs more, 10,000 nodes", unit: "%", bar: atMost(5) },
  },
  curves: {},
} as const satisfies BenchSpec;
