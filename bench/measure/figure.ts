/** What a figure has to be for the project to keep its word. */
export interface Bar {
  readonly kind: "at least" | "at most";
  readonly limit: number;
}

export const atLeast = (limit: number): Bar => ({ kind: "at least", limit });
export const atMost = (limit: number): Bar => ({ kind: "at most", limit });

/** A figure that a bench promises: declared once, so that a run or a page without it is known to be incomplete. */
export interface FigureSpec {
  readonly name: string;
  readonly unit: string;
  /** None where a figure only explains another. */
  readonly bar?: Bar;
}

/** What was measured, over so many runs. */
export interface Figure extends FigureSpec {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** The middle one in order; the upper of two middle ones. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/**
 * @param values one of each run
 * @throws Error when there is none, or one is no number: what was not measured must not look like a figure
 */
export function summarise(spec: FigureSpec, values: readonly number[]): Figure {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new Error(`${spec.name} was not measured: [${values.join(", ")}]`);
  }
  return {
    ...spec,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    runs: values.length,
  };
}

/** Undefined where nothing was promised. */
export function holds({ bar, median }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  return bar.kind === "at least" ? median >= bar.limit : median <= bar.limit;
}

/** Three digits that count; whole above a hundred, with commas. */
export function digits(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

export const spread = ({ min, max }: Figure): string =>
  min === max ? digits(min) : `${digits(min)} to ${digits(max)}`;

/** As a bench prints it. @param judged false: whether it keeps its bar means nothing */
export function figureLine(figure: Figure, judged: boolean): string {
  const { name, unit, bar, runs } = figure;
  const kept = judged ? holds(figure) : undefined;
  const mark = kept === undefined ? "      " : kept ? "holds " : "SHORT ";
  const promised = bar === undefined ? "" : ` (${bar.kind} ${digits(bar.limit)})`;
  const runsText = runs === 1 ? "1 run" : `${runs} runs, ${spread(figure)}`;
  return `${mark} ${name}: ${digits(figure.median)}${unit === "" ? "" : ` ${unit}`}${promised}; ${runsText}`;
}
