import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { blocksOf, ROOT } from "./pages.ts";
import { PATH } from "./programs.ts";

/** What a terminal session of a page came to. */
export interface SessionEnd {
  readonly status: number | null;
  /** All that it printed, errors too. */
  readonly output: string;
}

/** The ports that pages name: of brokers, without and with TLS, and of bridges. */
const PORTS = /\b(?:1883|8883|8080|8081)\b/g;

/** What a reader types into one terminal: the page's blocks that open with ```sh session, one after the other. */
export const sessionOf = (page: string): string => blocksOf(page, "sh session").join("\n");

/**
 * Types a session, each port replaced by a free one, and ends whatever it has left running.
 * @param limitMs given up after this time
 */
export async function runSession(script: string, limitMs: number): Promise<SessionEnd> {
  const ports = new Map<string, number>();
  for (const [port] of script.matchAll(PORTS)) {
    if (!ports.has(port)) ports.set(port, await freePort(new Set(ports.values())));
  }
  const moved = script.replaceAll(PORTS, (port) => String(ports.get(port)));
  const shell = spawn("sh", ["-eu", "-c", moved], {
    cwd: ROOT,
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that all that it starts can be ended.
    detached: true,
  });
  let output = "";
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const { pid } = shell;
  if (pid === undefined) throw new Error("there is no sh");
  const end = (): void => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nothing is left of it.
    }
  };
  const late = setTimeout(end, limitMs);
  process.once("exit", end);
  const [status] = (await once(shell, "exit")) as [number | null];
  clearTimeout(late);
  process.off("exit", end);
  end();
  return { status, output };
}

/** Lowest and number of the ports that are tried: below those that the system gives to clients meanwhile. */
const FIRST_PORT = 20_000;
const PORT_COUNT = 10_000;

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
