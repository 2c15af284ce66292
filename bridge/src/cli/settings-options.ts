import type { Options } from "yargs";
import { FILE_VARIABLE, type ResolvedSettings, resolveSettings } from "../config/resolve.ts";
import { flagOf, SETTING_PATHS, settingAt, variableOf } from "../config/settings.ts";
import type { Terminal } from "./terminal.ts";

const FILE_OPTION: Options = {
  type: "string",
  requiresArg: true,
  describe: `YAML file of settings (${FILE_VARIABLE}); flags win over the environment, and that over the file`,
};

/** Flags for every setting that is no secret; what they are given is checked with the other sources. */
export const settingsOptions: Readonly<Record<string, Options>> = {
  config: FILE_OPTION,
  ...Object.fromEntries(
    SETTING_PATHS.flatMap((path) => {
      const flag = flagOf(path);
      const { meaning, default: fallback } = settingAt(path);
      if (flag === undefined) return [];
      const isYesNo = typeof fallback === "boolean";
      const standard = fallback === undefined || isYesNo || String(fallback) === "" ? "" : ` [${fallback}]`;
      const option: Options = {
        type: isYesNo ? "boolean" : "string",
        ...(isYesNo ? {} : { requiresArg: true }),
        describe: `${meaning}${standard} (${variableOf(path)})`,
      };
      return [[flag, option]];
    }),
  ),
};

/** The flags of the commands that need nothing but the data directory. */
export const dataOptions = {
  config: FILE_OPTION,
  data: settingsOptions["data"] ?? {},
} as const;

/** What flags, environment and file say. @throws ConfigError */
export function settingsOf(
  argv: Readonly<Record<string, unknown>>,
  { environment }: Terminal,
): Promise<ResolvedSettings> {
  const file = argv["config"] ?? environment[FILE_VARIABLE];
  return resolveSettings({
    flags: argv,
    environment,
    file: typeof file === "string" && file !== "" ? file : undefined,
  });
}
