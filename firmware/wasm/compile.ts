import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Command, Tree } from "@yowasp/clang";
import { contentKey } from "./content-key.ts";
import { headersUnder, readSources, type SourceFile } from "./source-files.ts";

/** What to compile. Paths are relative to the repository, with forward slashes. */
export interface WasmBuild {
  /** The `.cpp` files. */
  readonly sources: readonly string[];
  /** Folders that `#include` looks in; every header below them is part of the build. */
  readonly includeDirs: readonly string[];
  /** Flags for clang++, besides the include folders, the sources and the output. */
  readonly flags: readonly string[];
  /** The file to write. Beside it, `{output}.key` holds the hash of what it was made from. */
  readonly output: string;
}

export interface WasmResult {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** False when it was already there, made from the same sources by the same compiler. */
  readonly compiled: boolean;
}

/** The compiler refused a source. The message holds its diagnostics, with file and line. */
export class CompileError extends Error {
  override name = "CompileError";
}

/**
 * Compiles C++ to WebAssembly with the clang of the npm package `@yowasp/clang`, so that nothing but
 * Node has to be installed. What was compiled before from the same bytes is not compiled again.
 *
 * @throws CompileError when the compiler refuses a source
 */
export async function compileWasm(root: string, build: WasmBuild): Promise<WasmResult> {
  const files = await readSources(root, [...build.sources, ...(await headersUnder(root, build.includeDirs))]);
  const key = contentKey([compilerVersion(), ...clangArguments(build)], files);
  const output = join(root, build.output);

  const cached = await readCached(output, key);
  if (cached !== undefined) return { bytes: cached, compiled: false };

  const bytes = await runCompiler(build, files);
  await mkdir(dirname(output), { recursive: true });
  // The key last: it vouches for the bytes. Each under its final name only when whole, because
  // another process (vitest, make) may be reading.
  await replaceFile(output, bytes);
  await replaceFile(`${output}.key`, key);
  return { bytes, compiled: true };
}

/** Documented and exported by the package, and missing in its types. */
interface UndeclaredExports {
  readonly runClang: Command;
}

const OUTPUT_IN_TREE = "output.wasm";

function clangArguments(build: WasmBuild): string[] {
  const includes = build.includeDirs.map((directory) => `-I${directory}`);
  return ["clang++", ...build.flags, ...includes, ...build.sources, "-o", OUTPUT_IN_TREE];
}

function compilerVersion(): string {
  const bundle = createRequire(import.meta.url).resolve("@yowasp/clang");
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(dirname(bundle), "../package.json"), "utf8"),
  );
  return manifest.version;
}

async function readCached(output: string, key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    if ((await readFile(`${output}.key`, "utf8")) !== key) return undefined;
    return new Uint8Array(await readFile(output));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function runCompiler(build: WasmBuild, files: readonly SourceFile[]): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded only when something must be compiled: it is 100 MB.
  const clang: typeof import("@yowasp/clang") = await import("@yowasp/clang");
  const { Exit, runClang } = clang as typeof clang & UndeclaredExports;
  const diagnostics: Uint8Array[] = [];
  const collect = (bytes: Uint8Array | null) => {
    if (bytes !== null) diagnostics.push(bytes.slice());
  };
  const report = () => Buffer.concat(diagnostics).toString("utf8");
  try {
    // Loaded first, with a listener: without one the package prints its progress on standard output.
    await runClang(undefined, {}, { fetchProgress: () => {} });
    const options = { stdout: collect, stderr: collect };
    const tree = await runClang(clangArguments(build), asTree(files), options);
    const bytes = tree?.[OUTPUT_IN_TREE];
    if (bytes instanceof Uint8Array) return new Uint8Array(bytes);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  throw new CompileError(`${build.output} could not be compiled:\n${report()}`);
}

/** The files as the nested folders that the compiler sees; diagnostics then name them as we do. */
function asTree(files: readonly SourceFile[]): Tree {
  const tree: Tree = {};
  for (const { path, content } of files) {
    const folders = path.split("/");
    const name = folders.pop() ?? path;
    let folder = tree;
    for (const part of folders) {
      folder[part] ??= {};
      folder = folder[part] as Tree;
    }
    folder[name] = content;
  }
  return tree;
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const whole = `${path}.${process.pid}`;
  await writeFile(whole, content);
  await rename(whole, path);
}
