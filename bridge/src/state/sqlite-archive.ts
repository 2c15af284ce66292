import type Database from "libsql";
import { openDatabase } from "../series/sqlite-connection.ts";
import type { NodeAddress, NodeState } from "./node-state.ts";
import type { StateArchive } from "./state-archive.ts";
import { decodeNode, encodeNode } from "./stored-node.ts";

type Statement = Database.Statement<[readonly string[]]>;

const MIGRATIONS: readonly string[] = [
  // 1: the state is JSON, as it is read and written whole.
  `CREATE TABLE nodes (
    home_id TEXT NOT NULL,
    node_id TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (home_id, node_id)
  ) STRICT, WITHOUT ROWID;`,
];

/** The state of nodes in a SQLite file. */
export class SqliteArchive implements StateArchive {
  readonly #database: Database.Database;
  readonly #select: Statement;
  readonly #upsert: Statement;
  readonly #delete: Statement;

  /** @throws StartError when the file cannot be used */
  constructor(file: string) {
    this.#database = openDatabase(file, MIGRATIONS);
    const prepare = (sql: string): Statement => this.#database.prepare<[readonly string[]]>(sql);
    this.#select = prepare("SELECT state FROM nodes");
    this.#upsert = prepare(
      "INSERT INTO nodes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
    );
    this.#delete = prepare("DELETE FROM nodes WHERE home_id = ? AND node_id = ?");
  }

  async load(): Promise<readonly NodeState[]> {
    const rows = this.#select.all([]) as { state: string }[];
    return rows.flatMap(({ state }) => decodeNode(state) ?? []);
  }

  async save(states: readonly NodeState[]): Promise<void> {
    this.#inTransaction(() => {
      for (const state of states) this.#upsert.run([state.homeId, state.nodeId, encodeNode(state)]);
    });
  }

  async remove(nodes: readonly NodeAddress[]): Promise<void> {
    this.#inTransaction(() => {
      for (const { homeId, nodeId } of nodes) this.#delete.run([homeId, nodeId]);
    });
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #inTransaction(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
