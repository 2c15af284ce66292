import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Builds what the end-to-end tests run as its users do, once for all their files. */
export async function setup(): Promise<void> {
  await promisify(execFile)("make", ["build"], { cwd: ROOT });
}
