import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@homesync/source"];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

/** One project a folder, so that `npx vitest run --project bridge` runs one part alone. */
export default defineConfig({
  test: {
    // Two at least, where vitest would take one on two processors: most tests wait, for servers, networks and time-outs.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: ["protocol", "firmware", "broker", "simulator", "bridge", "e2e", "bench"].map((name) => ({
      ...shared,
      test: {
        name,
        // Ink draws no screen where CI is set, and what is tested is what a person sees.
        env: { CI: "false" },
        include: [`${name}/{test,browser}/**/*.test.{ts,tsx}`],
        // What is run as its users run it is built first.
        globalSetup: name === "e2e" || name === "bench" ? ["e2e/build.ts"] : [],
      },
    })),
  },
});
