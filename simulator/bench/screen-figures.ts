import { atMost, type BenchSpec } from "../../bench/measure/index.ts";

/** What `make bench-screen` measures; the bars are those of issue 4. */
export const SCREEN_BENCH = {
  name: "screen",
  title: "The live screen beside a fleet",
  command: "make bench-screen",
  figures: {
    without1000: { name: "five seconds of 1,000 nodes, without the screen", unit: "CPU-ms" },
    with1000: { name: "1,000 nodes, with the screen", unit: "CPU-ms" },
    frames1000: { name: "of which in its frames, 1,000 nodes", unit: "CPU-ms" },
    share1000: { name: "what the screen costs more, 1,000 nodes", unit: "%", bar: atMost(5) },
    without10000: { name: "five seconds of 10,000 nodes, without the screen", unit: "CPU-ms" },
    with10000: { name: "10,000 nodes, with the screen", unit: "CPU-ms" },
    frames10000: { name: "of which in its frames, 10,000 nodes", unit: "CPU-ms" },
    share10000: { name: "what the screen costs more, 10,000 nodes", unit: "%", bar: atMost(5) },
  },
  curves: {},
} as const satisfies BenchSpec;
