import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "./generated-file.ts";

/** The folder that holds nothing but generated files. */
const GENERATED_FOLDER = "protocol/generated";

/** What is committed under `root` and differs from `files`: one line each, naming the file and what is wrong with it. */
export function staleFiles(root: string, files: readonly GeneratedFile[]): string[] {
  const stale = files.flatMap(({ path, content }) => {
    const committed = readIfPresent(join(root, path));
    if (committed === content) {
      return [];
    }
    return [`${path}: ${committed === undefined ? "is missing" : "differs from what the tables make"}`];
  });
  return [...stale, ...leftovers(root, files).map((path) => `${path}: is no longer made from the tables`)];
}

/** Files in the generated folder that no generator makes any more. */
export function leftovers(root: string, files: readonly GeneratedFile[]): string[] {
  const made = new Set(files.map(({ path }) => path));
  return listFiles(root, GENERATED_FOLDER).filter((path) => !made.has(path));
}

function listFiles(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    });
  } catch (error) {
    return ifAbsent(error, []);
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    // A checkout on Windows may have turned line feeds into CRLF; that is not staleness.
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (error) {
    return ifAbsent(error, undefined);
  }
}

function ifAbsent<Value>(error: unknown, value: Value): Value {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") {
    return value;
  }
  throw error;
}
