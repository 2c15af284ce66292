import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withServers } from "@homesync/broker/testing";
import { expect, test } from "vitest";
import { BENCHES } from "../benches.ts";
import { type BenchResult, resultFile } from "../measure/index.ts";
import { shapeFaults } from "../page/results.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE_OPTIONS = ["--conditions=@homesync/source", "--import", "tsx"];
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [...NODE_OPTIONS, "bench/main.ts", ...args], {
    cwd: ROOT,
    maxBuffer: 16 * 1024 ** 2,
  });

withServers("all benches", () => {
  test("run, and leave every figure that they declare", { timeout: 600_000 }, async () => {
    await run("--smoke");
    const results = await Promise.all(
      BENCHES.map(
        async ({ spec: { name } }) =>
          JSON.parse(await readFile(resultFile(name, true), "utf8")) as BenchResult,
      ),
    );
    expect(shapeFaults(Object.fromEntries(results.map((result) => [result.bench, result])))).toEqual([]);
    for (const { figures, curves } of results) {
      for (const { median, runs } of Object.values(figures)) {
        expect(median).toEqual(expect.any(Number));
        expect(runs).toBeGreaterThan(0);
      }
      for (const points of Object.values(curves)) expect(points.length).toBeGreaterThan(0);
    }
  });
});

test("a bench that does not exist is named, with those that do", { timeout: 60_000 }, async () => {
  await expect(run("--smoke", "codex")).rejects.toThrow("no bench codex: choose from codec, simulator,");
});
