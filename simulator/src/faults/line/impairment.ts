/** Which way bytes go. */
export type Direction = "to_broker" | "to_node";

/**
 * How long a chunk takes more on one line in one direction, ms from now; Infinity: it waits until the impairment is taken
 * away. Chunks never overtake each other, as in TCP.
 */
export type Hold = (bytes: number, nowMs: number) => number;

/** What makes a line worse than a cable; one may serve many lines. */
export interface Impairment {
  /** Begins to impair one direction of one line. */
  begin(): Hold;
  /** The broker's name does not resolve: whoever connects fails. */
  readonly hidesBroker?: boolean;
}
