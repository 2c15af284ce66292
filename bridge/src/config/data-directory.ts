import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StartError } from "./start-error.ts";

/** What the bridge keeps across restarts, and where. */
export interface DataDirectory {
  readonly path: string;
  /** The series store. */
  readonly database: string;
  /** The last state of every node. */
  readonly state: string;
  /** Directory of the durable log. */
  readonly journal: string;
  /** Directory of the files of dead letters. */
  readonly deadLetters: string;
  /** The keys that sign access tokens. */
  readonly signingKeys: string;
  /** The nodes that belong to the homes. */
  readonly registry: string;
  /** Who commanded and changed what. */
  readonly audit: string;
  /** The stable MQTT client id. */
  readonly clientId: string;
}

/**
 * The files of a data directory, which is made when it is missing, readable by its owner only.
 * @throws StartError when it can be neither made nor used
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `the data directory ${path} cannot be used (${code}): make it writable for this user, or choose another with --data`,
      undefined,
      error,
    );
  }
  return {
    path,
    database: join(path, "readings.sqlite"),
    state: join(path, "state.sqlite"),
    journal: join(path, "journal"),
    deadLetters: join(path, "dead-letters"),
    signingKeys: join(path, "signing-keys.json"),
    registry: join(path, "registry.sqlite"),
    audit: join(path, "audit.jsonl"),
    clientId: join(path, "client-id"),
  };
}
