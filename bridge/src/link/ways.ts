import type { BrokerAccess } from "@homesync/broker/reach";
import type { LinkProblemCode } from "./problem.ts";

/** What a blocked port looks like from here. A certificate that is not accepted is none of it: that must be told. */
const BLOCKED: ReadonlySet<LinkProblemCode> = new Set(["unreachable", "timeout", "closed_early"]);

/** The ways to one broker: its own address, and another where that one is blocked (REQ-001, "WebSocket fallback"). */
export class Ways {
  readonly #accesses: readonly BrokerAccess[];
  #index = 0;

  /** @param fallback the same broker by another way, such as a WebSocket */
  constructor(first: BrokerAccess, fallback: BrokerAccess | undefined) {
    this.#accesses = fallback === undefined ? [first] : [first, fallback];
  }

  /** The way that is gone now. */
  get current(): BrokerAccess {
    return this.#accesses[this.#index] as BrokerAccess;
  }

  /** The way that is preferred, while another one is gone; undefined while it is the one. */
  get preferred(): BrokerAccess | undefined {
    return this.#index === 0 ? undefined : this.#accesses[0];
  }

  /** After a failed connect. @returns true when there is another way to try at once */
  failed(code: LinkProblemCode): boolean {
    if (!BLOCKED.has(code)) return false;
    this.#index = (this.#index + 1) % this.#accesses.length;
    return this.#index > 0;
  }

  /** Goes the preferred way from now on. */
  prefer(): void {
    this.#index = 0;
  }
}
