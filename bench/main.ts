/**
 * Runs benches, one after the other, each in a process of its own, and then writes docs/benchmarks.md. Exit status 1 when one
 * fails, lacks a figure or falls short of a bar; the others run all the same.
 *
 * Usage: main.ts [--smoke] [name of a bench ...]; --smoke: everything, smaller than means anything, and no page
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BENCHES, type Bench } from "./benches.ts";
import { updatePage } from "./page/files.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @returns what went wrong */
async function run({ spec, program }: Bench, args: readonly string[]): Promise<string | undefined> {
  const startMs = performance.now();
  say(`\n== ${spec.title} (${spec.command})`);
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [status, signal] = (await once(child, "close")) as [number | null, string | null];
  say(`   ${Math.round((performance.now() - startMs) / 1000)} s`);
  return status === 0 ? undefined : `${spec.name} ended with ${signal ?? status}`;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { smoke: { type: "boolean", default: false } },
  });
  const names = BENCHES.map(({ spec }) => spec.name);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no bench ${unknown.join(", ")}: choose from ${names.join(", ")}\n`);
    return 1;
  }
  const faults: string[] = [];
  for (const bench of BENCHES) {
    if (positionals.length > 0 && !positionals.includes(bench.spec.name)) continue;
    const fault = await run(bench, values.smoke ? ["--smoke"] : []);
    if (fault !== undefined) faults.push(fault);
  }
  if (!values.smoke) faults.push(...updatePage());
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = await main();
