import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of a build, by its path in the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** The files below `folder` whose name ends in `extension` and which are not build output, sorted. */
export async function filesUnder(root: string, folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true });
  return entries
    .map((entry) => `${folder}/${entry.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(extension) && !path.includes("/build/"))
    .sort();
}

/** Every header below the folders, each once. */
export async function headersUnder(root: string, folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => filesUnder(root, folder, ".h")));
  return [...new Set(found.flat())].sort();
}

export function readSources(root: string, paths: readonly string[]): Promise<SourceFile[]> {
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path)) })));
}
