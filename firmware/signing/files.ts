import { readFile, writeFile } from "node:fs/promises";
import { ToolError } from "./tool-error.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  EACCES: "may not be read or written by you",
  EISDIR: "is a folder",
  ENOTDIR: "lies under a file that is no folder",
  EEXIST: "is there already, and is not written over: move it away first",
};

/** @throws ToolError that names the file and what is wrong with it */
export async function read(path: string): Promise<Buffer> {
  return explained(path, () => readFile(path));
}

/**
 * Writes a file that is not there yet.
 * @throws ToolError
 */
export async function create(path: string, content: string, mode: number): Promise<void> {
  // A mode of its own from the first moment on, and no following of links: `wx` fails on what is there.
  await explained(path, () => writeFile(path, content, { flag: "wx", mode }));
}

export async function replace(path: string, content: string): Promise<void> {
  await explained(path, () => writeFile(path, content));
}

/** Runs what touches `path`, and says in plain words why the system refused it. */
export async function explained<Result>(path: string, touch: () => Promise<Result>): Promise<Result> {
  try {
    return await touch();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const reason = REASONS[code];
    if (reason === undefined) throw error;
    throw new ToolError(`${path} ${reason}`);
  }
}
