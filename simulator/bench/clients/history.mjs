// What a day of history costs, and its hash.
// Usage: history.mjs NODES INTERVAL_S HOURS
import { createHash } from "node:crypto";
import { writeHistory } from "../../dist/backfill/history.js";
import { cpuSeconds, report } from "./cpu.mjs";

const [nodes, intervalS, hours] = process.argv.slice(2).map(Number);
const hash = createHash("sha256");
const fromMs = Date.UTC(2026, 0, 1);
const sink = {
  write: async (lines) => void hash.update(lines),
  close: () => Promise.resolve(),
};
const { readings } = await writeHistory(
  { nodes, intervalS, seed: 1, fromMs, toMs: fromMs + hours * 3_600_000, format: "line" },
  sink,
);
report({ readings, cpuSeconds: cpuSeconds(), hash: hash.digest("hex") });
