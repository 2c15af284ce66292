import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BENCHES } from "../benches.ts";
import { summarise } from "../measure/figure.ts";
import type { BenchResult, BenchSpec } from "../measure/index.ts";
import { page } from "../page/page.ts";
import { plotSvg } from "../page/plot.ts";
import { type Results, shapeFaults } from "../page/results.ts";

const TEMPLATE = readFileSync(new URL("../page/template.md", import.meta.url), "utf8");
/** Of every curve, points of these. */
const XS = [1, 1000];

function resultOf({ name, figures, curves }: BenchSpec): BenchResult {
  return {
    bench: name,
    seconds: 7,
    circumstances: {
      processor: "a processor",
      cores: 2,
      memoryGigabytes: 8,
      kernel: "Linux",
      versions: { Node: "20.19.0", Redis: null },
      date: "2026-01-01 00:00",
      commit: "abcdef0",
      loadBefore: 0.1,
    },
    figures: Object.fromEntries(
      Object.entries(figures).map(([key, spec]) => [key, summarise(spec, [1, 2, 3])]),
    ),
    curves: Object.fromEntries(
      Object.entries(curves).map(([key, { columns }]) => [
        key,
        XS.map((x) => ({ x, values: Object.fromEntries(Object.keys(columns).map((column) => [column, x])) })),
      ]),
    ),
  };
}

const RESULTS: Results = Object.fromEntries(BENCHES.map(({ spec }) => [spec.name, resultOf(spec)]));
const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

describe("the page", () => {
  const made = page(TEMPLATE, RESULTS);

  test.each(BENCHES.map(({ spec }) => spec))("shows every figure and curve of $name", (spec) => {
    for (const { name } of Object.values(spec.figures)) expect(made).toContain(`| ${name} | 2`);
    for (const { title } of Object.values(spec.curves)) expect(made).toContain(`${title}.`);
    expect(made).toContain(`\`${spec.command}\`, 7 s on 2026-01-01 00:00 UTC, commit abcdef0`);
  });

  test("says of a bench that was not measured yet how to measure it", () => {
    const text = page(TEMPLATE, without(RESULTS, "fleet-scaling"));
    expect(text).toContain("Not measured yet: `make bench-fleet-scaling`");
    expect(text).not.toContain("fleet-scaling-nodes");
    expect(page(TEMPLATE, {})).toContain("Not measured yet: `make bench-codec`");
  });

  test("leaves no place of the template open", () => expect(made).not.toMatch(/\{\{|NaN|undefined/));

  test("tells what it was measured on, once", () => {
    expect(made.match(/\| a processor \| 2 \| 8 GB \| Linux \| 20.19.0 \| not installed \|/g)).toHaveLength(
      1,
    );
  });

  test("says which bars hold, and which fall short", () => {
    expect(made).toContain("| 2 times | 1 to 3 | 3 | at most 1 | **falls short** |");
    expect(made).toContain("| 2 KB each | 1 to 3 | 3 | at most 15 | holds |");
  });

  test("cannot leave out a bench, and cannot say what was not measured", () => {
    expect(() => page("{{machine}}", RESULTS)).toThrow("leaves out {{bench codec}}");
    expect(() => page(`${TEMPLATE}{{figure codec speed}}`, RESULTS)).toThrow("speed, which was not measured");
    expect(() => page(`${TEMPLATE}{{at fleet-scaling nodes 7 lagMs}}`, RESULTS)).toThrow("nodes 7 lagMs");
  });

  test("takes figures into its sentences", () => {
    const text = page(
      `${TEMPLATE}So {{figure codec parse}}, {{at fleet-scaling nodes last lagMs}}.`,
      RESULTS,
    );
    expect(text).toMatch(/So 2, 1,000\.$/);
  });
});

describe("the shape of results", () => {
  test("is that of the benches", () => expect(shapeFaults(RESULTS)).toEqual([]));

  test("lacks a figure, or has one that is none any more", () => {
    const codec = RESULTS["codec"] as BenchResult;
    const renamed = { ...without(codec.figures, "parse"), parsing: codec.figures["topic"] as never };
    expect(shapeFaults({ ...RESULTS, codec: { ...codec, figures: renamed } })).toEqual([
      "docs/benchmarks/results.json, codec: parse is missing; make bench-codec measures it",
      "docs/benchmarks/results.json, codec: parsing is no figure any more; make bench-codec measures it",
    ]);
  });
});

describe("a plot", () => {
  const svg = plotSvg({
    xName: "nodes",
    unit: "KB & more",
    xs: [100, 1000, 10_000],
    lines: [{ name: "a < b", values: [0, 20, 40] }],
  });

  test("has its points at equal distances for equal factors, from the bottom to the top", () => {
    expect(svg).toContain('points="64,248 380,138 696,28"');
    expect(svg).toContain(">10k</text>");
  });

  test("escapes what it is told", () => {
    expect(svg).toContain("KB &amp; more");
    expect(svg).toContain("a &lt; b");
  });
});
