/**
 * How a fleet's cost grows with its nodes, on mosquitto and with the embedded broker, and how many messages a second leave
 * in time. Takes about seven minutes. Open files are limited, often to 20,000 a process: a node takes one in the fleet's process
 * and one in the broker's, so 18,000 on mosquitto, and half of that where both are one.
 *
 * Usage: main.ts [--smoke] [nodes|embedded|messages ...]
 */
import { parseArgs } from "node:util";
import { BenchRun, chooseParts, type Point } from "../../../bench/measure/index.ts";
import { FLEET_SCALING_BENCH } from "./figures.ts";
import { keptUp, type MessagesScale, measureMessages } from "./messages.ts";
import { measureEmbedded, measureNodes, type NodesScale } from "./nodes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: "boolean", default: false } },
});
const { smoke } = values;

const NODES = smoke ? [20] : [100, 300, 1000, 3000, 9000, 18_000];
const EMBEDDED_NODES = smoke ? [20] : [100, 300, 1000, 3000, 9000];
/** As far as two points beyond the bend. */
const SPEEDS = smoke ? [1, 2] : [1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48];
const NODES_SCALE: NodesScale = smoke
  ? { intervalS: 1, settleMs: 200, measureMs: 1500 }
  : { intervalS: 10, settleMs: 3000, measureMs: 12_000 };
const MESSAGES_SCALE: MessagesScale = smoke
  ? { nodes: 20, settleMs: 1500, windowMs: 4000, windows: 1 }
  : { nodes: 1000, settleMs: 3000, windowMs: 2500, windows: 4 };

const bench = new BenchRun(FLEET_SCALING_BENCH, { smoke, partial: positionals.length > 0 });

async function measureRates(): Promise<void> {
  const points: Point[] = [];
  for (const speed of SPEEDS) {
    const point = await measureMessages(speed, MESSAGES_SCALE);
    bench.point("messages", point);
    points.push(point);
    if (points.filter((each) => !keptUp(each)).length === 2) break;
  }
  const bent = points.findIndex((point) => !keptUp(point));
  const held = points[bent < 0 ? points.length - 1 : Math.max(0, bent - 1)] as Point;
  const next = bent < 0 ? held : (points[bent] as Point);
  const value = ({ values }: Point, key: string): number[] => [values[key] as number];
  bench.recordAll({
    held: value(held, "sent"),
    heldFleet: value(held, "fleetCpu"),
    heldBroker: value(held, "brokerCpu"),
    bentFleet: value(next, "fleetCpu"),
    bentBroker: value(next, "brokerCpu"),
  });
}

const CURVES: Readonly<Record<string, () => Promise<void>>> = {
  nodes: async () => {
    for (const x of NODES) bench.point("nodes", { x, values: await measureNodes(x, NODES_SCALE) });
  },
  embedded: async () => {
    for (const x of EMBEDDED_NODES) {
      bench.point("embedded", { x, values: await measureEmbedded(x, NODES_SCALE) });
    }
  },
  messages: measureRates,
};

for (const measure of chooseParts("curve", CURVES, positionals)) {
  await measure();
}
process.exitCode = bench.finish();
