import Database from "libsql";
import { StartError } from "../config/start-error.ts";

/** Milliseconds that a statement waits for another process; libsql's default is none. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens a database file, made when missing, and brings its schema up to date.
 * @param migrations steps from one version of the schema to the next; `user_version` counts those that are done
 * @throws StartError when it is no database, is damaged, or was made by a later version
 */
export function openDatabase(file: string, migrations: readonly string[]): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    // WAL: readers in other processes neither wait for the writer nor hold it up.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    migrate(database, file, migrations);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StartError) throw error;
    throw new StartError(
      `the database ${file} cannot be opened (${(error as Error).message}): check its owner, mode and disk space, or move it away`,
      undefined,
      error,
    );
  }
}

function migrate(database: Database.Database, file: string, migrations: readonly string[]): void {
  // Immediate: of two processes that start together, one waits and then finds the work done.
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = schemaVersion(database);
    if (version > migrations.length) {
      throw new StartError(
        `the database ${file} was made by a later version of homesync-bridge: use that version, or another --data`,
      );
    }
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function schemaVersion(database: Database.Database): number {
  const row = database.prepare("SELECT user_version AS version FROM pragma_user_version").get([]);
  return (row as { version: number }).version;
}
