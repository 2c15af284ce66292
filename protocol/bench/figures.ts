import type { BenchSpec, FigureSpec } from "../../bench/measure/index.ts";

/** What is timed, by name; each beside `JSON.parse` of the same bytes. */
export const OPERATIONS = {
  topic: "topic parse",
  decode: "decode telemetry",
  decodeFromBytes: "decode telemetry, topic from bytes",
  payload: "decode telemetry payload",
  payloadGeneral: "decode telemetry payload, general way",
  encode: "encode telemetry",
} as const;

export type Operation = keyof typeof OPERATIONS;
type Figures = Readonly<Record<"parse" | Operation | `${Operation}Ratio`, FigureSpec>>;

const UNIT = "messages per CPU-second";
const figures: Record<string, FigureSpec> = { parse: { name: "JSON.parse alone", unit: UNIT } };
for (const [key, name] of Object.entries(OPERATIONS)) {
  figures[key] = { name, unit: UNIT };
  figures[`${key}Ratio`] = { name: `${name}, against JSON.parse`, unit: "times" };
}

/** What `make bench-codec` measures. */
export const CODEC_BENCH = {
  name: "codec",
  title: "The codec beside JSON.parse",
  command: "make bench-codec",
  figures: figures as Figures,
  curves: {},
} satisfies BenchSpec;
