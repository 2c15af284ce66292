import { type NodeAddress, nodeKey } from "../state/node-state.ts";
import type { Command } from "./command.ts";

/** Commands that are remembered; beyond, the oldest that has ended is forgotten. */
const MAX_COMMANDS = 10_000;
/** A command is remembered this long after its end, milliseconds. */
const REMEMBERED_MS = 24 * 3_600_000;

/** The commands of this process, by request_id, so that callers can ask how they went. */
export class CommandBook {
  readonly #commands = new Map<string, Command>();
  readonly #max: number;

  constructor(max = MAX_COMMANDS) {
    this.#max = max;
  }

  add(command: Command, nowMs: number): void {
    this.#commands.set(command.requestId, command);
    // A Map keeps the order of its making: the first ones are the oldest.
    for (const [id, { end, endedMs }] of this.#commands) {
      const outdated = endedMs !== undefined && nowMs - endedMs > REMEMBERED_MS;
      if (!outdated && this.#commands.size <= this.#max) break;
      if (end !== undefined) this.#commands.delete(id);
    }
  }

  /** The command of a node; undefined when there is none of this id, or it was for another node. */
  find(node: NodeAddress, requestId: string): Command | undefined {
    const command = this.#commands.get(requestId);
    return command !== undefined && nodeKey(command.request.node) === nodeKey(node) ? command : undefined;
  }

  /** The latest commands of a node, newest first. */
  latest(node: NodeAddress, limit: number): readonly Command[] {
    const key = nodeKey(node);
    return [...this.#commands.values()]
      .filter(({ request }) => nodeKey(request.node) === key)
      .slice(-limit)
      .reverse();
  }
}
