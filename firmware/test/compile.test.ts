import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CompileError, compileWasm, type WasmBuild } from "../wasm/compile.ts";
import { webAssembly } from "./webassembly.ts";

/** The first compilation of a process loads the compiler, 100 MB, on a machine that may be busy. */
const COMPILER_TIMEOUT_MS = 120_000;

const BUILD: WasmBuild = {
  sources: ["src/answer.cpp"],
  includeDirs: ["include"],
  flags: ["-std=c++17", "-nostdlib", "-Wl,--no-entry"],
  output: "build/answer.wasm",
};

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "homesync-compile-"));
  await mkdir(join(root, "src"));
  await mkdir(join(root, "include"));
  await write("include/answer.h", "constexpr int kAnswer = 42;\n");
  await write(
    "src/answer.cpp",
    `#include "answer.h"\nextern "C" __attribute__((export_name("answer"))) int answer() { return kAnswer; }\n`,
  );
});

afterAll(() => rm(root, { recursive: true }));

const write = (path: string, text: string) => writeFile(join(root, path), text);

async function answerOf(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const { exports } = await webAssembly.instantiate(await webAssembly.compile(bytes), {});
  return (exports as { answer: () => number }).answer();
}

test(
  "a program is compiled once, and again when a header or a flag has changed",
  async () => {
    const first = await compileWasm(root, BUILD);
    expect(first.compiled).toBe(true);
    expect(await answerOf(first.bytes)).toBe(42);

    const second = await compileWasm(root, BUILD);
    expect(second.compiled).toBe(false);
    expect(second.bytes).toEqual(first.bytes);

    await write("include/answer.h", "constexpr int kAnswer = 43;\n");
    const third = await compileWasm(root, BUILD);
    expect(third.compiled).toBe(true);
    expect(await answerOf(third.bytes)).toBe(43);

    const optimised = await compileWasm(root, { ...BUILD, flags: [...BUILD.flags, "-O2"] });
    expect(optimised.compiled).toBe(true);
  },
  COMPILER_TIMEOUT_MS,
);

test(
  "what the compiler objects to is reported with file and line, and leaves nothing that looks compiled",
  async () => {
    const build = { ...BUILD, sources: ["src/wrong.cpp"], output: "build/wrong.wasm" };
    await write("src/wrong.cpp", "int wrong() {\n  return nothing;\n}\n");
    await expect(compileWasm(root, build)).rejects.toThrow(/src\/wrong\.cpp:2:10: error: .*'nothing'/);
    await expect(compileWasm(root, build)).rejects.toThrow(CompileError);
  },
  COMPILER_TIMEOUT_MS,
);
