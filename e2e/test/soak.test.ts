import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { withServers } from "@homesync/broker/testing";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Shortened: V8 takes half a minute until what it hands back of the start is no longer to be seen. */
const SOAK =
  "--conditions=@homesync/source --import tsx simulator/bench/main.ts --soak-nodes 100 --soak-seconds 60";
const LIMIT_MS = 240_000;

/** `make soak`, once it is built, with these options; what it says of each bar, and its exit status. */
function soak(...options: string[]): Promise<{ short: string[]; holds: string[]; status: number }> {
  return new Promise((resolve) => {
    const args = [...SOAK.split(" "), ...options, "soak"];
    execFile(process.execPath, args, { cwd: ROOT, timeout: LIMIT_MS }, (error, out, err) => {
      const bars = (word: string): string[] =>
        [...out.matchAll(new RegExp(`^${word} +soak: (.*): `, "gm"))].map(([, bar = ""]) => bar);
      expect(err).toBe("");
      resolve({
        short: bars("SHORT"),
        holds: bars("holds"),
        status: error === null ? 0 : Number(error.code),
      });
    });
  });
}

const BARS = {
  found: ["growth of RSS", "statuses lost", "responses lost", "drift of the schedule"],
  others: [
    "messages that no node sent",
    "commands refused",
    "sessions lost",
    "readings left out",
    "nodes that did not end in order",
  ],
};

withServers("the soak beside mosquitto, shortened", () => {
  // Side by side: they wait more than they work.
  describe.concurrent("issue 4, 'It holds when', 4", () => {
    test("memory is flat, nothing is lost, and the schedule does not drift", {
      timeout: LIMIT_MS,
    }, async () => {
      const { short, holds, status } = await soak();
      expect(short).toEqual([]);
      expect(holds.sort()).toEqual([...BARS.found, ...BARS.others].sort());
      expect(status).toBe(0);
    });

    test("a leak, a lost status, a lost response and a drift are found", { timeout: LIMIT_MS }, async () => {
      const plants = ["leak", "status", "response", "drift"].flatMap((plant) => ["--plant", plant]);
      const { short, holds, status } = await soak(...plants);
      expect(short).toEqual(BARS.found);
      expect(holds).toEqual(BARS.others);
      expect(status).toBe(1);
    });
  });
});
