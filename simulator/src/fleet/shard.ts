/**
 * The part of a fleet that one process or thread runs: every `of`th node, beginning with number `index`, which counts from 1.
 * Nobody has to be told which: the same seed and the same numbers make the same parts.
 */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };

/** How many of so many nodes, counted from the first, are the shard's. */
export const countIn = ({ index, of }: Shard, nodes: number): number =>
  Math.max(0, Math.floor((nodes - index) / of) + 1);

/** The place in the whole of a node of the shard. */
export const placeInWhole = ({ index, of }: Shard, own: number): number => own * of + index - 1;

/** A part of a part, as one. */
export const within = (outer: Shard, inner: Shard): Shard => ({
  index: (inner.index - 1) * outer.of + outer.index,
  of: inner.of * outer.of,
});
