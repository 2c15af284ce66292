import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileWasm, type WasmResult } from "./compile.ts";
import { filesUnder } from "./source-files.ts";
import { STRICT_FLAGS } from "./strict-flags.ts";

/** Where the simulator looks for it; git ignores it. */
export const NODE_WASM = "simulator/wasm/node.wasm";

/**
 * The core, the simulated hardware and the exports as one WebAssembly module that imports nothing but
 * module "host". Compiled again only when a source has changed.
 *
 * @param root the repository
 */
export async function buildVirtualNode(root: string): Promise<WasmResult> {
  const sources = await Promise.all(
    [
      "firmware/lib/core/src",
      "firmware/lib/provisioning/src",
      "firmware/lib/simulated/src",
      "firmware/wasm",
    ].map((folder) => filesUnder(root, folder, ".cpp")),
  );
  return compileWasm(root, {
    sources: sources.flat(),
    includeDirs: [
      "firmware/lib/core/include",
      "firmware/lib/core/src",
      "firmware/lib/provisioning/include",
      "firmware/lib/simulated/include",
      "firmware/wasm",
      "protocol/generated/cpp",
    ],
    flags: [
      ...STRICT_FLAGS,
      `-DHOMESYNC_VERSION="${await version(root)}"`,
      // Speed: with one write a sample, a node's own work is a third of what its readings cost.
      "-O3",
      "-flto",
      // A library of exports: no main, and no start-up code, as nothing static needs to be constructed.
      "-nostartfiles",
      "-Wl,--no-entry",
      "-Wl,--strip-all",
      `-Wl,-z,stack-size=${STACK_BYTES}`,
    ],
    output: NODE_WASM,
  });
}

/** The core needs under 1.5 KB of stack; the linker's default would be 64 KB of every instance's memory. */
const STACK_BYTES = 16_384;

async function version(root: string): Promise<string> {
  const manifest: { version: string } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return manifest.version;
}
