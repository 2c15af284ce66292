import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { MeasuredProcess, runProgram, serverUsage } from "../measure/index.ts";

/** A program of one test. */
async function program(source: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), "homesync-measured-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "program.mjs");
  await writeFile(file, source);
  return pathToFileURL(file);
}

const ANSWERS = new URL("../measure/answer-samples.js", import.meta.url).href;

describe("a program that runs to its end", () => {
  test("reports what it measured of its arguments", async () => {
    const doubles = await program("console.log(JSON.stringify({ twice: 2 * Number(process.argv[2]) }))");
    expect(await runProgram(doubles, [21])).toEqual({ twice: 42 });
  });

  test.each([
    { why: "fails", source: "console.log('{}'); process.exitCode = 3", error: "ended with 3" },
    { why: "is killed", source: "process.kill(process.pid, 'SIGKILL')", error: "ended with SIGKILL" },
    { why: "says nothing", source: "", error: "reported nothing" },
  ])("is no measurement when it $why", async ({ source, error }) => {
    await expect(runProgram(await program(source), [])).rejects.toThrow(error);
  });

  test("is ended when it takes too long", async () => {
    await expect(runProgram(await program("setInterval(() => undefined, 1000)"), [], 300)).rejects.toThrow(
      "ended with SIGTERM",
    );
  });
});

describe("a process that is asked while it runs", () => {
  test("tells its counts and what it used, and ends in its own way", async () => {
    const measured = await MeasuredProcess.start<unknown>(
      await program(`
        import { answerSamples } from ${JSON.stringify(ANSWERS)};
        const { from } = JSON.parse(process.argv[2]);
        let count = from;
        answerSamples({ hello: "world" }, () => ({ count: count++ }), async () => undefined);
      `),
      { from: 5 },
    );
    expect(measured.ready).toEqual({ hello: "world" });
    expect(await measured.sample()).toMatchObject({ count: 5 });
    const { cpuSeconds, rssMegabytes } = await measured.sample();
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(rssMegabytes).toBeGreaterThan(1);
    await measured.end();
    await expect(measured.sample()).rejects.toThrow("program.mjs ended while it was measured");
  });

  test("is no measurement when it ends before it is ready", async () => {
    await expect(MeasuredProcess.start(await program("process.exitCode = 1"), {})).rejects.toThrow(
      "program.mjs ended while it was measured",
    );
  });

  test("is no measurement when it dies while it is asked", async () => {
    const dying = await MeasuredProcess.start(
      await program("process.send({}); process.on('message', () => process.kill(process.pid, 'SIGKILL'))"),
      {},
    );
    await expect(dying.sample()).rejects.toThrow("program.mjs ended while it was measured");
    await expect(dying.end()).rejects.toThrow("ended with SIGKILL");
  });
});

test("what another process used is told by the system", async () => {
  const { cpuSeconds, rssMegabytes } = await serverUsage(process.pid);
  expect(cpuSeconds).toBeGreaterThan(0);
  expect(rssMegabytes).toBeGreaterThan(10);
  await expect(serverUsage(undefined)).rejects.toThrow("does not run");
});
