// What recording a time costs, in our histogram and in hdr-histogram-js.
// Usage: histogram.mjs VALUES
import { build } from "hdr-histogram-js";
import { Histogram } from "../../dist/metrics/histogram.js";
import { cpuSeconds, report } from "./cpu.mjs";

const values = Number(process.argv[2]);
const times = Float64Array.from({ length: 4096 }, (_, index) => ((index * 2_654_435_761) % 1_000_003) / 500);

function cost(record) {
  for (let index = 0; index < values / 10; index++) record(times[index & 4095]);
  const start = process.cpuUsage();
  for (let index = 0; index < values; index++) record(times[index & 4095]);
  return (cpuSeconds(start) * 1e9) / values;
}

const ours = new Histogram();
const theirs = build({ numberOfSignificantValueDigits: 2 });
report({
  nanoseconds: cost((ms) => ours.record(ms)),
  hdrNanoseconds: cost((ms) => theirs.recordValue(Math.floor(ms * 1000))),
});
