import { Check } from "typebox/value";
import { ConfigError } from "./config-error.ts";
import { flagOf, SETTING_PATHS, type SettingPath, settingAt, variableOf } from "./settings.ts";
import { type FileSettings, readSettingsFile } from "./settings-file.ts";

export type SettingValue = string | number | boolean | readonly string[];

/** A value, and who said it. */
interface Resolved {
  readonly value: SettingValue;
  /** For people: `--http-port`, `HOMESYNC_HTTP_PORT`, `http.port in bridge.yaml`, or `default`. */
  readonly source: string;
}

export type ResolvedSettings = ReadonlyMap<SettingPath, Resolved>;

/** What may say something, the strongest first. */
export interface Sources {
  /** By flag, without its dashes. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of the file; undefined for none. */
  readonly file: string | undefined;
}

/** Variable that names the file. */
export const FILE_VARIABLE = "HOMESYNC_CONFIG";

/**
 * Puts together what flags, environment and file say: flags win over the environment, and that over the file.
 * @throws ConfigError with everything that is wrong, not only the first of it
 */
export async function resolveSettings(sources: Sources): Promise<ResolvedSettings> {
  const file = await readSettingsFile(sources.file);
  const problems = [...file.problems];
  const resolved = new Map<SettingPath, Resolved>();
  for (const path of SETTING_PATHS) {
    const said = sayOf(path, sources, file);
    const setting = settingAt(path);
    if (said === undefined) {
      if (setting.default !== undefined) resolved.set(path, { value: setting.default, source: "default" });
    } else if (Check(setting.schema, said.value)) {
      resolved.set(path, { value: said.value as SettingValue, source: said.source });
    } else {
      const given = setting.secret === true ? "" : `, not ${JSON.stringify(said.value)}`;
      problems.push(`${said.source} must be ${setting.form}${given}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return resolved;
}

interface Said {
  readonly value: unknown;
  readonly source: string;
}

/** What the strongest of the sources says. */
function sayOf(path: SettingPath, { flags, environment }: Sources, file: FileSettings): Said | undefined {
  const flag = flagOf(path);
  const flagged = flag === undefined ? undefined : flags[flag];
  if (flagged !== undefined) return { value: typed(path, flagged), source: `--${flag}` };
  const variable = variableOf(path);
  const inEnvironment = environment[variable];
  // An empty variable is how shells and Compose files say nothing.
  if (inEnvironment !== undefined && inEnvironment !== "") {
    return { value: typed(path, inEnvironment), source: variable };
  }
  const inFile = file.values.get(path);
  return inFile === undefined ? undefined : { value: inFile, source: `${path} in ${file.name}` };
}

const NUMBERS_WITHOUT_DEFAULT: ReadonlySet<SettingPath> = new Set(["broker.monthly_allowance_mb"]);

/** A flag or a variable is text: what it means depends on the setting. Text that means nothing stays as it is. */
function typed(path: SettingPath, said: unknown): unknown {
  if (typeof said !== "string") return said;
  const fallback = settingAt(path).default;
  const isNumber = typeof fallback === "number" || NUMBERS_WITHOUT_DEFAULT.has(path);
  if (isNumber) return /^-?[0-9]{1,16}$/.test(said.trim()) ? Number(said) : said;
  if (typeof fallback === "boolean") return said === "true" ? true : said === "false" ? false : said;
  if (Array.isArray(fallback)) return said.split(",").map((entry) => entry.trim());
  return said;
}
