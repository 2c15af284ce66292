import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compileWasm } from "../wasm/compile.ts";
import { filesUnder } from "../wasm/source-files.ts";
import { STRICT_FLAGS } from "../wasm/strict-flags.ts";
import { CoreTests } from "./core-tests.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** The core, the simulated hardware and their C++ tests, in one WebAssembly program that traps on undefined behaviour. */
const { bytes } = await compileWasm(root, {
  sources: [
    ...(await filesUnder(root, "firmware/lib/core/src", ".cpp")),
    ...(await filesUnder(root, "firmware/lib/provisioning/src", ".cpp")),
    ...(await filesUnder(root, "firmware/lib/simulated/src", ".cpp")),
    ...(await filesUnder(root, "firmware/test/unit", ".cpp")),
    "firmware/test/harness/runner.cpp",
    "firmware/test/harness/update_bench.cpp",
    "firmware/test/harness/value.cpp",
    "firmware/test/harness/wasm_main.cpp",
  ],
  includeDirs: [
    "firmware/lib/core/include",
    "firmware/lib/core/src",
    "firmware/lib/provisioning/include",
    "firmware/lib/simulated/include",
    "firmware/test/harness",
    "firmware/test/unit",
    "protocol/generated/cpp",
  ],
  flags: [
    ...STRICT_FLAGS,
    "-O1",
    "-fsanitize=undefined",
    "-fsanitize-trap=undefined",
    "-mexec-model=reactor",
    // The tests' benches live on the stack, three at a time at most.
    "-Wl,-z,stack-size=131072",
  ],
  output: "firmware/build/core-tests.wasm",
});

const tests = await CoreTests.load(bytes);

for (const file of new Set(tests.cases.map((testCase) => testCase.file))) {
  describe(basename(file), () => {
    for (const testCase of tests.cases.filter((candidate) => candidate.file === file)) {
      test(testCase.name, async () => {
        const { held, report } = await tests.run(testCase);
        expect(held, report).toBe(true);
      });
    }
  });
}
