import type { CommandKey } from "./compose.ts";
import type { CommandEnd, Rejection } from "./outcome.ts";

export type CommandResult = (CommandEnd | Rejection)["kind"];

/** How many commands ended in which way, since the start. */
export class CommandCounts {
  readonly #counts = new Map<
    string,
    { readonly key: CommandKey; readonly result: CommandResult; n: number }
  >();
  /** Told of each command that was taken on and has ended: the milliseconds from its acceptance. */
  onDuration: (ms: number) => void = () => undefined;

  add(key: CommandKey, result: CommandResult, durationMs?: number): void {
    const id = `${key} ${result}`;
    const count = this.#counts.get(id) ?? { key, result, n: 0 };
    count.n += 1;
    this.#counts.set(id, count);
    if (durationMs !== undefined) this.onDuration(durationMs);
  }

  *[Symbol.iterator](): Generator<{
    readonly key: CommandKey;
    readonly result: CommandResult;
    readonly n: number;
  }> {
    yield* this.#counts.values();
  }
}
