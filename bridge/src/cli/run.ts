import { isLoopback } from "@homesync/broker/reach";
import { createLogger, type LOG_LEVELS } from "../logging/logger.ts";
import { settingsOf } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";

/** `homesync-bridge run`: runs until it is asked to end. @throws StartError */
export async function run(argv: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<void> {
  const settings = await settingsOf(argv, terminal);
  const level = String(settings.get("log_level")?.value) as (typeof LOG_LEVELS)[number];
  const log = createLogger(level, { write: (line) => terminal.error(line) });
  // Listened for from now on: a start can be interrupted, too.
  const stopped = terminal.stopped();
  // Loaded late: `--help` and `token` need neither a server nor a database.
  const [{ effectiveConfig }, { startBridge }] = await Promise.all([
    import("../config/effective.ts"),
    import("../bridge.ts"),
  ]);
  const config = { ...(await effectiveConfig(settings)), log };
  const bridge = await startBridge(config);
  const host = config.http?.host ?? "";
  if (!isLoopback(host)) {
    log.warn({ host }, "the API is not encrypted: put a proxy with TLS in front of it");
  }
  terminal.out(`API ${bridge.url}/api/v1, broker ${bridge.brokerUrl}; Ctrl-C ends\n`);
  const signal = await stopped;
  log.info({ signal }, "bridge ending");
  await bridge.close();
  log.info("bridge ended");
}
