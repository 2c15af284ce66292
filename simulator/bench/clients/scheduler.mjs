// What the scheduler costs: 50,000 entries, each due once a second, on a virtual clock.
// Usage: scheduler.mjs ENTRIES SECONDS
import { Scheduler } from "../../dist/scheduler/scheduler.js";
import { VirtualClock } from "../../dist/scheduler/virtual-clock.js";
import { cpuSeconds, report } from "./cpu.mjs";

const [entries, seconds] = process.argv.slice(2).map(Number);
const clock = new VirtualClock(0);
let fires = 0;
const scheduler = new Scheduler(
  clock,
  entries,
  (entry) => {
    fires++;
    scheduler.at(entry, clock.monotonicMs() + 1000);
  },
  () => undefined,
);
for (let entry = 0; entry < entries; entry++) scheduler.at(entry, (entry * 1000) / entries);
clock.advance(2000);
const before = fires;
const start = process.cpuUsage();
clock.advance(seconds * 1000);
const fired = fires - before;
report({ fires: fired, cpuMsPer100k: (cpuSeconds(start) * 1000 * 100_000) / fired });
