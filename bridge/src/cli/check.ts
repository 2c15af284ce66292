import { EXIT } from "../config/start-error.ts";
import { settingsOf } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";

/**
 * `homesync-bridge check`: tries what the bridge will need, and prints a table of what works and what to do about the
 * rest. Changes nothing but the data directory, which it makes when it is missing.
 * @returns the exit status @throws StartError when the settings are wrong
 */
export async function check(argv: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<number> {
  const settings = await settingsOf(argv, terminal);
  const [{ effectiveConfig }, { checkAll }] = await Promise.all([
    import("../config/effective.ts"),
    import("../check/check-all.ts"),
  ]);
  const results = await checkAll(await effectiveConfig(settings));
  const width = Math.max(...results.map(({ part }) => part.length));
  for (const { part, ok, text } of results) {
    terminal.out(`${part.padEnd(width)}  ${ok ? "ok    " : "FAILED"}  ${text}\n`);
  }
  return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.start;
}
