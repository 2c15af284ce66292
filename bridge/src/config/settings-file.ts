import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseDocument } from "yaml";
import { SETTING_PATHS, type SettingPath, settingAt } from "./settings.ts";

/** Largest file that is read, bytes. */
const MAX_BYTES = 256 * 1_024;

/** What a settings file says. */
export interface FileSettings {
  /** Without its folder, for people. */
  readonly name: string;
  readonly values: ReadonlyMap<SettingPath, unknown>;
  readonly problems: readonly string[];
}

/** Reads a YAML file of settings; problems are told, not thrown, so that all of them can be. */
export async function readSettingsFile(path: string | undefined): Promise<FileSettings> {
  if (path === undefined) return { name: "", values: new Map(), problems: [] };
  const name = basename(path);
  const values = new Map<SettingPath, unknown>();
  const problems: string[] = [];
  const content = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    problems.push(`the settings file ${path} cannot be read (${error.code}): check --config`);
    return "";
  });
  if (content.length > MAX_BYTES) problems.push(`${name} is larger than ${MAX_BYTES} bytes`);
  else parse(content, name, values, problems);
  return { name, values, problems };
}

function parse(content: string, name: string, values: Map<SettingPath, unknown>, problems: string[]): void {
  const document = parseDocument(content);
  if (document.errors.length > 0) {
    // The library's message shows the line itself, which may hold a secret.
    for (const { linePos } of document.errors.slice(0, 5)) {
      problems.push(`${name}, line ${linePos?.[0].line ?? "?"}: this is not YAML`);
    }
    return;
  }
  let root: unknown;
  try {
    // Aliases make a few lines of YAML fill the memory.
    root = document.toJS({ maxAliasCount: 0 });
  } catch {
    problems.push(`${name} uses aliases (*name), which are not read: write the value out`);
    return;
  }
  if (root === null || root === undefined) return;
  if (!isObject(root)) problems.push(`${name} must hold settings such as "http:" and below it "port: 8080"`);
  else flatten(root, "", name, values, problems);
}

function flatten(
  node: Readonly<Record<string, unknown>>,
  prefix: string,
  name: string,
  values: Map<SettingPath, unknown>,
  problems: string[],
): void {
  for (const [key, value] of Object.entries(node)) {
    const path = `${prefix}${key}`;
    if (isSetting(path)) {
      if (settingAt(path).secret === true) {
        problems.push(
          `${path} in ${name}: a secret belongs in a file of its own (${path}_file) or in the environment`,
        );
      } else if (value !== null) values.set(path, value);
    } else if (isObject(value) && SETTING_PATHS.some((known) => known.startsWith(`${path}.`))) {
      flatten(value, `${path}.`, name, values, problems);
    } else {
      problems.push(`${path} in ${name}: there is no such setting${suggestion(path)}`);
    }
  }
}

const isSetting = (path: string): path is SettingPath => SETTING_PATHS.some((known) => known === path);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The setting that was probably meant. */
function suggestion(path: string): string {
  const last = path.split(".").at(-1) ?? path;
  const meant =
    SETTING_PATHS.find((known) => known.split(".").at(-1) === last) ??
    SETTING_PATHS.find((known) => distance(known, path) <= 2);
  return meant === undefined ? "; docs/bridge-configuration.md lists them" : `; did you mean ${meant}?`;
}

/** How many letters must be changed, added or left out to make one text of another (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
