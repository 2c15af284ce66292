import { BENCHES } from "../benches.ts";
import {
  type BenchResult,
  type BenchSpec,
  type Circumstances,
  digits,
  type Figure,
  type FigureSpec,
  holds,
  type Point,
  spread,
} from "../measure/index.ts";
import { curvePlots } from "./curve-plots.ts";
import type { Results } from "./results.ts";

/**
 * The page: the template with `{{...}}` filled in.
 *
 * - `machine`: the table of what it was measured on; `cores`: their number, within a sentence
 * - `bench NAME`: command, date, commit and table of a bench
 * - `curve BENCH CURVE`: plots and table of a curve
 * - `figure BENCH FIGURE`: a median, within a sentence
 * - `at BENCH CURVE X COLUMN`: a value of a point, within a sentence; X: `first`, `last`, or where it is; COLUMN: one, or `x`
 *
 * @throws Error when the template asks for what there is not, or leaves out a bench or a curve
 */
export function page(template: string, results: Results): string {
  const asked = new Set<string>();
  const text = template.replace(/\{\{([^}]+)\}\}/g, (_, order: string) => {
    asked.add(order);
    return answer(order.split(" "), results);
  });
  for (const { spec } of BENCHES) {
    const wanted = [
      `bench ${spec.name}`,
      ...Object.keys(spec.curves).map((key) => `curve ${spec.name} ${key}`),
    ];
    for (const order of wanted) {
      if (!asked.has(order)) throw new Error(`bench/page/template.md leaves out {{${order}}}`);
    }
  }
  return text;
}

function answer([kind = "", name = "", ...rest]: readonly string[], results: Results): string {
  if (kind === "machine") return machineTable(results);
  if (kind === "cores") return String(Object.values(results)[0]?.circumstances.cores ?? "some");
  const spec = BENCHES.find((bench) => bench.spec.name === name)?.spec;
  if (spec === undefined) throw new Error(`the template names an unknown bench ${name}`);
  const result = results[name];
  if (result === undefined) return unmeasured(kind, spec);
  const [key = "", x = "", column = ""] = rest;
  switch (kind) {
    case "bench":
      return benchSection(spec, result);
    case "curve":
      return curveSection(spec, result, key);
    case "figure":
      return digits(present(result.figures[key], key).median);
    case "at": {
      const point = present(pointAt(result.curves[key] ?? [], x), rest.join(" "));
      return digits(present(column === "x" ? point.x : point.values[column], rest.join(" ")));
    }
    default:
      throw new Error(`the template asks for an unknown ${kind}`);
  }
}

/** What stands where a bench has no results yet: its section says how to get them. */
const unmeasured = (kind: string, { command }: BenchSpec): string =>
  kind === "bench" ? `Not measured yet: \`${command}\`, then \`make bench-page\`.` : "(not measured yet)";

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the template asks for ${what}, which was not measured`);
  return value;
}

const pointAt = (points: readonly Point[], x: string): Point | undefined =>
  x === "first" ? points[0] : x === "last" ? points.at(-1) : points.find((point) => point.x === Number(x));

/** One column for each machine or set of versions that something was measured on. */
function machineTable(results: Results): string {
  const machines = new Map(
    Object.values(results).map(({ circumstances }) => [machineRow(circumstances).join(" | "), circumstances]),
  );
  const [first] = machines.values();
  return table(
    ["processor", "cores", "memory", "kernel", ...Object.keys(first?.versions ?? {})],
    [...machines.values()].map(machineRow),
  );
}

const machineRow = (circumstances: Circumstances): readonly string[] => [
  circumstances.processor,
  String(circumstances.cores),
  `${circumstances.memoryGigabytes} GB`,
  circumstances.kernel,
  ...Object.values(circumstances.versions).map((version) => version ?? "not installed"),
];

function benchSection(spec: BenchSpec, result: BenchResult): string {
  const { date, commit, loadBefore } = result.circumstances;
  const meta = `\`${spec.command}\`, ${result.seconds} s on ${date} UTC, commit ${commit}; load before: ${loadBefore}.`;
  const figures = Object.entries(spec.figures);
  if (figures.length === 0) return meta;
  return `${meta}\n\n${table(
    ["what", "median", "spread", "runs", "bar", ""],
    figures.map(([key, figureSpec]) => figureRow(figureSpec, present(result.figures[key], key))),
  )}`;
}

/** What was promised is as the bench declares it today; the numbers are those that were measured. */
function figureRow(spec: FigureSpec, { median, min, max, runs }: Figure): readonly string[] {
  const figure: Figure = { ...spec, median, min, max, runs };
  const kept = holds(figure);
  return [
    spec.name,
    `${digits(figure.median)} ${spec.unit}`.trimEnd(),
    figure.runs === 1 ? "" : spread(figure),
    String(figure.runs),
    spec.bar === undefined ? "" : `${spec.bar.kind} ${digits(spec.bar.limit)}`,
    kept === undefined ? "" : kept ? "holds" : "**falls short**",
  ];
}

function curveSection(spec: BenchSpec, result: BenchResult, key: string): string {
  const { title, x, columns } = present(spec.curves[key], key);
  const plots = curvePlots(spec, result)
    .filter(({ curve }) => curve === key)
    .map(({ file, title: alt }) => `![${alt}](benchmarks/${file})`);
  const heads = Object.values(columns).map(({ name, unit }) => (unit === "" ? name : `${name}, ${unit}`));
  const rows = present(result.curves[key], key).map((point) => [
    digits(point.x),
    ...Object.keys(columns).map((column) => digits(present(point.values[column], column))),
  ]);
  return [`${title}.`, ...plots, table([x.name, ...heads], rows)].join("\n\n");
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
