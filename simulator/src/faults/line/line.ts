import type { Clock } from "../../scheduler/clock.ts";
import type { Impairment } from "./impairment.ts";
import { Lane } from "./lane.ts";

/** What a line does to the connection that lies on it now. */
export interface LineEnd {
  /** Both ends see the connection reset. */
  reset(): void;
  /** Puts bytes on the line that the node did not send. */
  sendToBroker(bytes: Uint8Array): void;
  /** The same, that the broker did not send. */
  sendToNode(bytes: Uint8Array): void;
}

/**
 * What lies between one node and its broker. It outlives the connections of the node: what impairs it, impairs the next
 * one too.
 */
export class Line {
  readonly toBroker: Lane;
  readonly toNode: Lane;
  readonly #impairments = new Set<Impairment>();
  /** The connection that is there now. */
  #end: LineEnd | undefined;

  constructor(clock: Clock) {
    this.toBroker = new Lane(clock);
    this.toNode = new Lane(clock);
  }

  get hidesBroker(): boolean {
    return [...this.#impairments].some(({ hidesBroker = false }) => hidesBroker);
  }

  /** Impairs the line. The answer takes it back. */
  impair(impairment: Impairment): () => void {
    this.#impairments.add(impairment);
    this.toBroker.add(impairment);
    this.toNode.add(impairment);
    return () => {
      this.#impairments.delete(impairment);
      this.toBroker.remove(impairment);
      this.toNode.remove(impairment);
    };
  }

  /** A connection was made on it. */
  occupy(end: LineEnd): void {
    this.#end = end;
  }

  /** The connection is over; another may have taken its place. */
  vacate(end: LineEnd): void {
    if (this.#end === end) this.#end = undefined;
  }

  /** The connection that lies on it now, if there is one. */
  get end(): LineEnd | undefined {
    return this.#end;
  }
}
