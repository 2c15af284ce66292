import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { atLeast, type BenchResult, BenchRun, resultFile } from "../measure/index.ts";

const SPEC = {
  name: "test-of-bench-run",
  title: "A bench of this test",
  command: "none",
  figures: {
    rate: { name: "rate", unit: "a second", bar: atLeast(10) },
    cost: { name: "cost", unit: "CPU-ms" },
  },
  curves: {
    growth: {
      title: "Growth",
      x: { name: "nodes", unit: "" },
      columns: { rss: { name: "RSS", unit: "KB" } },
      plots: [["rss"]],
    },
  },
} as const;

/** What was printed. */
let lines: string[] = [];
const say = (line: string): void => void lines.push(line);

const FILE = resultFile(SPEC.name, true);

afterEach(() => {
  lines = [];
  for (const smoke of [true, false]) rmSync(resultFile(SPEC.name, smoke), { force: true });
});

function measured(smoke: boolean, rate: number): BenchRun<typeof SPEC> {
  const run = new BenchRun(SPEC, { smoke, say });
  run.recordAll({ rate: [rate], cost: [1, 2, 3] });
  run.point("growth", { x: 10, values: { rss: 15 } });
  return run;
}

describe("a run of a bench", () => {
  test("leaves what it measured, on what, and of which source", () => {
    expect(measured(true, 12).finish()).toBe(0);
    const result = JSON.parse(readFileSync(FILE, "utf8")) as BenchResult;
    expect(result).toMatchObject({
      bench: SPEC.name,
      figures: { rate: { median: 12, runs: 1 }, cost: { median: 2, min: 1, max: 3, runs: 3 } },
      curves: { growth: [{ x: 10, values: { rss: 15 } }] },
      circumstances: { cores: expect.any(Number), versions: { Node: process.versions.node } },
    });
    expect(result.circumstances.date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(result.circumstances.commit).not.toBe("");
  });

  test("fails when a bar falls short, unless it is a smoke run", () => {
    expect(measured(false, 9).finish()).toBe(1);
    expect(lines).toContain("SHORT  rate: 9 a second (at least 10); 1 run");
    expect(measured(true, 9).finish()).toBe(0);
  });

  test("fails without a figure, and leaves nothing, not even of an earlier run", () => {
    measured(true, 12).finish();
    const run = new BenchRun(SPEC, { smoke: true, say });
    run.record("rate", [12]);
    expect(run.finish()).toBe(1);
    expect(lines.at(-1)).toBe("test-of-bench-run did not measure cost, growth");
    expect(existsSync(FILE)).toBe(false);
  });

  test("takes no point without one of its values", () => {
    const run = new BenchRun(SPEC, { smoke: true, say });
    expect(() => run.point("growth", { x: 10, values: { rss: 1, cpu: 2 } })).toThrow(
      "Growth at 10: no column is declared for cpu",
    );
    expect(() => run.point("growth", { x: 10, values: {} })).toThrow("Growth at 10: rss was not measured");
  });
});
