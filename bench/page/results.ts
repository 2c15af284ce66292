import { BENCHES } from "../benches.ts";
import type { BenchResult } from "../measure/index.ts";

/** By the name of the bench; one that was not measured yet is missing, and the page says so. */
export type Results = Readonly<Record<string, BenchResult>>;

/** Tells which figures of today's benches were not measured, and which were measured that no bench has. */
export function shapeFaults(results: Results): readonly string[] {
  return BENCHES.flatMap(({ spec: { name, command, figures, curves } }) => {
    const result = results[name];
    if (result === undefined) return [];
    const faults = [
      ...differences(Object.keys(figures), Object.keys(result.figures)),
      ...differences(Object.keys(curves), Object.keys(result.curves)),
      ...Object.entries(curves).flatMap(([curve, { columns }]) =>
        (result.curves[curve] ?? []).flatMap(({ x, values }) =>
          differences(Object.keys(columns), Object.keys(values)).map((fault) => `${curve} at ${x}: ${fault}`),
        ),
      ),
    ];
    return faults.map((fault) => `docs/benchmarks/results.json, ${name}: ${fault}; ${command} measures it`);
  });
}

function differences(declared: readonly string[], measured: readonly string[]): string[] {
  return [
    ...declared.filter((key) => !measured.includes(key)).map((key) => `${key} is missing`),
    ...measured.filter((key) => !declared.includes(key)).map((key) => `${key} is no figure any more`),
  ];
}
