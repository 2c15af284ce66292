import { describe, onTestFinished } from "vitest";
import { Mosquitto, type MosquittoOptions } from "./mosquitto.ts";

/**
 * Whether tests may count on servers from outside npm. `make test` says no, by HOMESYNC_NO_SERVERS=1, on a machine that
 * has none; everywhere else a missing server is a failure, not a reason to skip.
 */
export const SERVERS_EXPECTED = process.env["HOMESYNC_NO_SERVERS"] !== "1";

/** Registers tests that need a real server; a line says so where they are left out. */
export function withServers(name: string, tests: () => void): void {
  if (SERVERS_EXPECTED) describe(name, { timeout: 30_000 }, tests);
  else process.stderr.write(`HOMESYNC_NO_SERVERS=1: the tests "${name}" are left out\n`);
}

/** A mosquitto that ends with the test that runs. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const mosquitto = await Mosquitto.start(options);
  onTestFinished(() => mosquitto.close());
  return mosquitto;
}
