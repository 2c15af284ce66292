import { settingsOf } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";

/** `homesync-bridge config`: prints what holds and who said it, with secrets masked. @throws StartError */
export async function printConfig(
  argv: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<void> {
  const settings = await settingsOf(argv, terminal);
  const [{ printSettings }, { effectiveConfig }] = await Promise.all([
    import("../config/print.ts"),
    import("../config/effective.ts"),
  ]);
  await effectiveConfig(settings);
  terminal.out(printSettings(settings));
}
