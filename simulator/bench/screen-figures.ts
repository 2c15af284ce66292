import { atMost, type BenchSpec } from "../../bench/measure/index.ts";

/** What `make bench-screen` measures; the bar is that of issue 4. */
export const SCREEN_BENCH = {
  name: "screen",
  title: "The live screen beside a fleet of 10,000 nodes",
  command: "make bench-screen",
  figures: {
    without: { name: "four seconds of the fleet, without the screen", unit: "CPU-s" },
    with: { name: "the same with the screen", unit: "CPU-s" },
    share: { name: "what the screen costs more", unit: "%", bar: atMost(5) },
  },
  curves: {},
} as const satisfies BenchSpec;
