import type { Clock } from "../scheduler/clock.ts";
import { holdOf, type Impairment } from "./impairment.ts";
import { Lane } from "./lane.ts";

/** Tells the two directions apart where lots are drawn. */
const RETURN_SALT = 0x5eed;

/**
 * What lies between one node and the broker when it is worse than a cable. Made for a connection when the first
 * impairment comes; a connection without one never has it.
 */
export class Line {
  readonly toBroker: Lane;
  readonly toNode: Lane;
  #impairments: readonly Impairment[] = [];

  constructor(clock: Clock) {
    this.toBroker = new Lane(clock);
    this.toNode = new Lane(clock);
  }

  /** Nothing gets through, so that no end learns of the other's. */
  get isCut(): boolean {
    return this.#impairments.some(({ kind }) => kind === "half_open");
  }

  /** Nothing is wrong with it and nothing is under way: it can be forgotten. */
  get isClear(): boolean {
    return this.#impairments.length === 0 && this.toBroker.isEmpty && this.toNode.isEmpty;
  }

  /** All that is wrong with it from now on. */
  impair(impairments: readonly Impairment[], salt: number): void {
    this.#impairments = impairments;
    this.toBroker.impair(impairments.map((impairment) => holdOf(impairment, salt)));
    this.toNode.impair(impairments.map((impairment) => holdOf(impairment, salt ^ RETURN_SALT)));
  }
}
