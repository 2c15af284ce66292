import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Ports of servers that tests start: below those that Linux and macOS give to outgoing connections, of which a fleet beside
 * has thousands, so that none of these takes a port before its server does.
 */
const FIRST = 15_000;
const END = 32_000;
const TRIES = 100;

/** A TCP port of 127.0.0.1 on which nothing listens, drawn at random. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${END} in ${TRIES} tries`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
