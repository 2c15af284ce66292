import { readFile } from "node:fs/promises";
import { isIdentifier } from "@homesync/protocol";
import { parse } from "yaml";
import { usageError } from "../config/start-error.ts";
import type { NodeAddress } from "../state/node-state.ts";

/** Which node each Shelly is, by its id in `shellies/{id}/...`. */
export type ShellyMapping = ReadonlyMap<string, NodeAddress>;

/** What a Shelly's id may be: it is a level of a topic. */
const SHELLY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Reads a mapping file, YAML or JSON:
 *
 * ```yaml
 * version: 1
 * shellies:
 *   shellyplug-001: { home: home-1, node: kitchen }
 * ```
 * @throws StartError with all that is wrong in it
 */
export async function loadShellyMapping(file: string): Promise<ShellyMapping> {
  const problem = (text: string): never => {
    throw usageError(`Shelly mapping ${file}:\n${text}`);
  };
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) =>
    problem(`it cannot be read (${error.code})`),
  );
  if (text.length > MAX_FILE_BYTES) problem("it is too long");
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    problem((error as Error).message);
  }
  const { mapping, problems } = checkMapping(content);
  return problems.length === 0 ? mapping : problem(problems.join("\n"));
}

/** Checks all of a mapping's content and changes nothing. */
export function checkMapping(content: unknown): {
  readonly mapping: ShellyMapping;
  readonly problems: readonly string[];
} {
  const mapping = new Map<string, NodeAddress>();
  const problems: string[] = [];
  const { version, shellies, ...others } = asObject(content);
  if (version !== 1) problems.push("version must be 1");
  for (const name of Object.keys(others)) problems.push(`${name} is no setting of a mapping`);
  const entries = Object.entries(asObject(shellies));
  if (entries.length === 0) problems.push("shellies must name at least one Shelly");
  const owners = new Map<string, string>();
  for (const [id, entry] of entries) {
    const { home, node, ...rest } = asObject(entry);
    if (!SHELLY_ID.test(id)) problems.push(`${id}: an id is 1 to 64 letters, digits, "_" or "-"`);
    for (const name of Object.keys(rest)) problems.push(`${id}: ${name} is no setting of a Shelly`);
    if (typeof home !== "string" || !isIdentifier(home) || typeof node !== "string" || !isIdentifier(node)) {
      problems.push(`${id}: home and node must each be 1 to 64 letters, digits, "_" or "-"`);
      continue;
    }
    const other = owners.get(`${home}/${node}`);
    if (other !== undefined) problems.push(`${id}: ${home}/${node} is ${other} already`);
    owners.set(`${home}/${node}`, id);
    mapping.set(id, { homeId: home, nodeId: node });
  }
  return { mapping, problems };
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
