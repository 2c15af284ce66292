/** Lengths, in characters, of the shortest and the longest text that a pattern accepts. */
export interface LengthBounds {
  readonly min: number;
  /** Infinity when the pattern sets no bound. */
  readonly max: number;
}

/**
 * How long a text may be that a pattern of the payload schemas accepts.
 *
 * Understands what those patterns use: `^` and `$`, literals, classes, groups that hold no group, and the
 * quantifiers `{n}`, `{n,m}`, `?`, `*`. Throws on anything else, so that a new pattern cannot get a wrong
 * bound in the C++ header.
 */
export function patternLength(pattern: string): LengthBounds {
  if (!pattern.startsWith("^") || !pattern.endsWith("$")) {
    throw new Error(`pattern ${pattern} is not anchored at both ends`);
  }
  return expressionLength(pattern.slice(1, -1));
}

const PIECE = /(\[[^\]]+\]|\([^()]+\)|[A-Za-z0-9:/_=-])(\{\d+(?:,\d+)?\}|\?|\*)?/y;

function expressionLength(expression: string): LengthBounds {
  let min = 0;
  let max = 0;
  for (let position = 0; position < expression.length; ) {
    PIECE.lastIndex = position;
    const match = PIECE.exec(expression);
    if (match === null) {
      throw new Error(`cannot bound the length of ${expression} from offset ${position}`);
    }
    const [piece, atom = "", quantifier = "{1}"] = match;
    const inner = atom.startsWith("(") ? expressionLength(atom.slice(1, -1)) : { min: 1, max: 1 };
    const times = repetitions(quantifier);
    min += times.min * inner.min;
    max += times.max * inner.max;
    position += piece.length;
  }
  return { min, max };
}

function repetitions(quantifier: string): LengthBounds {
  if (quantifier === "?") {
    return { min: 0, max: 1 };
  }
  if (quantifier === "*") {
    return { min: 0, max: Number.POSITIVE_INFINITY };
  }
  const numbers = quantifier.slice(1, -1).split(",").map(Number);
  return { min: numbers[0] ?? 0, max: numbers.at(-1) ?? 0 };
}
