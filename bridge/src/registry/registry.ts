import type Database from "libsql";
import { openDatabase } from "../series/sqlite-connection.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { Clock } from "../time/clock.ts";
import type { RegistryMode } from "./registry-mode.ts";
import { UnknownNodes } from "./unknown-nodes.ts";

/** A node that someone added. */
export interface RegisteredNode extends NodeAddress {
  /** For people; may be empty. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly addedMs: number;
}

export interface RegistryChange {
  readonly kind: "added" | "renamed" | "removed";
  readonly node: RegisteredNode;
}

/** Steps from one version of the schema to the next. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE nodes (
    home_id TEXT NOT NULL,
    node_id TEXT NOT NULL,
    name TEXT NOT NULL,
    added INTEGER NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (home_id, node_id)
  ) STRICT, WITHOUT ROWID;
  `,
];

const UPSERT = `INSERT INTO nodes (home_id, node_id, name, added) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET name = excluded.name`;

/** The nodes that belong to the homes, kept in a file of its own; all of them are in memory, too. */
export class Registry {
  readonly mode: RegistryMode;
  /** Nodes that published although they were not added, in mode `registered`. */
  readonly unknown: UnknownNodes;
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #homes = new Map<string, Map<string, RegisteredNode>>();
  readonly #listeners = new Set<(change: RegistryChange) => void>();

  /** @throws StartError when the file cannot be used */
  constructor(file: string, mode: RegistryMode, clock: Clock) {
    this.mode = mode;
    this.#clock = clock;
    this.unknown = new UnknownNodes(clock);
    this.#database = openDatabase(file, MIGRATIONS);
    const rows = this.#database.prepare("SELECT home_id, node_id, name, added FROM nodes").all([]);
    for (const row of rows as { home_id: string; node_id: string; name: string; added: number }[]) {
      this.#keep({ homeId: row.home_id, nodeId: row.node_id, name: row.name, addedMs: row.added });
    }
  }

  /** Whether the messages of a node are taken in; one that is not is noted. Runs once a message. */
  accepts(node: NodeAddress): boolean {
    if (this.mode === "open" || this.has(node)) return true;
    this.unknown.note(node);
    return false;
  }

  has({ homeId, nodeId }: NodeAddress): boolean {
    return this.#homes.get(homeId)?.has(nodeId) === true;
  }

  node({ homeId, nodeId }: NodeAddress): RegisteredNode | undefined {
    return this.#homes.get(homeId)?.get(nodeId);
  }

  /** The nodes of a home, in no order. */
  nodes(homeId: string): readonly RegisteredNode[] {
    return [...(this.#homes.get(homeId)?.values() ?? [])];
  }

  /** Homes with at least one registered node, in no order. */
  homes(): readonly string[] {
    return [...this.#homes.keys()];
  }

  /** All registered nodes, in no order. */
  all(): readonly RegisteredNode[] {
    return [...this.#homes.values()].flatMap((nodes) => [...nodes.values()]);
  }

  /** Adds a node, or gives it another name. @throws when it cannot be stored */
  put({ homeId, nodeId }: NodeAddress, name: string): RegistryChange {
    const before = this.node({ homeId, nodeId });
    const node = { homeId, nodeId, name, addedMs: before?.addedMs ?? this.#clock.now() };
    this.#database.prepare<[unknown[]]>(UPSERT).run([homeId, nodeId, name, node.addedMs]);
    this.#keep(node);
    this.unknown.forget(node);
    return this.#tell({ kind: before === undefined ? "added" : "renamed", node });
  }

  /** @returns undefined when there is no such node @throws when it cannot be stored */
  remove(address: NodeAddress): RegistryChange | undefined {
    const { homeId, nodeId } = address;
    const node = this.node(address);
    if (node === undefined) return undefined;
    const statement = this.#database.prepare<[unknown[]]>(
      "DELETE FROM nodes WHERE home_id = ? AND node_id = ?",
    );
    statement.run([homeId, nodeId]);
    const home = this.#homes.get(homeId);
    home?.delete(nodeId);
    if (home?.size === 0) this.#homes.delete(homeId);
    return this.#tell({ kind: "removed", node });
  }

  /** @returns stops the calls */
  onChange(listener: (change: RegistryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#database.close();
  }

  #keep(node: RegisteredNode): void {
    const home = this.#homes.get(node.homeId) ?? new Map<string, RegisteredNode>();
    home.set(node.nodeId, node);
    this.#homes.set(node.homeId, home);
  }

  #tell(change: RegistryChange): RegistryChange {
    for (const listener of this.#listeners) listener(change);
    return change;
  }
}
