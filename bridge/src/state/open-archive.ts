import type { Logger } from "pino";
import { RedisArchive, type RedisOptions } from "./redis-archive.ts";
import { SqliteArchive } from "./sqlite-archive.ts";
import type { StateArchive } from "./state-archive.ts";

/** Where the state of nodes is kept: `sqlite`, in the data directory, when absent; `memory` is gone with the process. */
export type StateOptions =
  | { readonly kind: "sqlite" }
  | ({ readonly kind: "redis" } & RedisOptions)
  | { readonly kind: "memory" };

/**
 * Opens the archive of state.
 * @param file of SQLite's database
 * @returns undefined when nothing is to be kept
 * @throws StartError when it cannot be used as configured
 */
export function openArchive(options: StateOptions, file: string, log: Logger): StateArchive | undefined {
  switch (options.kind) {
    case "sqlite":
      return new SqliteArchive(file);
    case "redis":
      return new RedisArchive(options, log);
    case "memory":
      return undefined;
  }
}
