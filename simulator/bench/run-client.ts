import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Longest time that one client takes, besides a soak. */
const LIMIT_MS = 180_000;

/**
 * Runs one client in a process of its own, so that CPU-seconds and memory are its alone.
 * @returns what it reports
 * @throws Error when it fails or takes too long
 */
export async function runClient(
  name: string,
  args: readonly (string | number)[],
  limitMs = LIMIT_MS,
): Promise<Readonly<Record<string, number | string>>> {
  const file = fileURLToPath(new URL(`./clients/${name}.mjs`, import.meta.url));
  // Without the options of this process: what is measured runs as it is shipped.
  const child = spawn(process.execPath, [file, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: limitMs,
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
  });
  const [status, signal] = (await once(child, "close")) as [number | null, string | null];
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${signal ?? status}`);
  return JSON.parse(output) as Readonly<Record<string, number | string>>;
}
