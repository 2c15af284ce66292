import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Longest time that one program takes, unless it is told otherwise. */
const LIMIT_MS = 180_000;

/** What a program reports: the one line of its output, a JSON object. */
export type Report = Readonly<Record<string, number | string>>;

/**
 * Runs a program in a process of its own, so that CPU-seconds and memory are its alone, to its end.
 * @throws Error when it fails, takes too long or reports nothing
 */
export async function runProgram(
  program: URL,
  args: readonly (string | number)[],
  limitMs = LIMIT_MS,
): Promise<Report> {
  const file = fileURLToPath(program);
  const what = `${file.split("/").at(-1)} ${args.join(" ")}`;
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
  if (status !== 0) throw new Error(`${what} ended with ${signal ?? status}`);
  if (output === "") throw new Error(`${what} reported nothing`);
  return JSON.parse(output) as Report;
}
