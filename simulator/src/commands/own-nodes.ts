/** One node, as its topics name it. */
export interface NodeName {
  readonly homeId: string;
  readonly nodeId: string;
}

/** The nodes of this process: a home may have others, which another shard of the run looks after. */
export class OwnNodes {
  readonly homes: readonly string[];
  readonly #keys: ReadonlySet<string>;

  constructor(nodes: readonly NodeName[]) {
    this.homes = [...new Set(nodes.map(({ homeId }) => homeId))];
    this.#keys = new Set(nodes.map(keyOf));
  }

  has(node: NodeName): boolean {
    return this.#keys.has(keyOf(node));
  }
}

/** A name as a key of sets and maps. */
export const keyOf = ({ homeId, nodeId }: NodeName): string => `${homeId}/${nodeId}`;
