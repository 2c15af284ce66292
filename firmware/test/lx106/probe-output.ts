/** The deepest stack of one area of the node's work, such as `command: bad_json`. */
interface StackFigure {
  readonly area: string;
  readonly bytes: number;
}

/** What the probe image measured (`probe/`). */
export interface ProbeOutput {
  /** sizeof(Node) */
  readonly nodeBytes: number;
  /** Deepest first. */
  readonly stacks: readonly StackFigure[];
  /** Addresses of code on the deepest stack, outermost first. */
  readonly onStack: readonly number[];
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** The harness's closing line; null when the image did not come to its end. */
export function readTotals(output: string): Totals | null {
  const line = /^(\d+) passed, (\d+) failed$/m.exec(output);
  return line === null ? null : { passed: Number(line[1]), failed: Number(line[2]) };
}

/** Null when the probe did not come to its end. */
export function readProbe(output: string): ProbeOutput | null {
  const node = /^node (\d+)$/m.exec(output);
  if (node === null) return null;
  const stacks = [...output.matchAll(/^stack (\d+) (.+)$/gm)].map((line) => ({
    area: line[2] ?? "",
    bytes: Number(line[1]),
  }));
  return {
    nodeBytes: Number(node[1]),
    stacks: stacks.sort((left, right) => right.bytes - left.bytes),
    onStack: [...output.matchAll(/^on stack (\d+)$/gm)].map((line) => Number(line[1])),
  };
}
