import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CurveSpec, checkPoint, type Point, pointLine } from "./curve.ts";
import { type Figure, type FigureSpec, figureLine, holds, summarise } from "./figure.ts";
import { type Circumstances, circumstances } from "./machine.ts";

/** What a bench measures. */
export interface BenchSpec {
  readonly name: string;
  readonly title: string;
  /** What a reader types to see the figures. */
  readonly command: string;
  readonly figures: Readonly<Record<string, FigureSpec>>;
  readonly curves: Readonly<Record<string, CurveSpec>>;
}

/** What a bench leaves in `build/bench`. */
export interface BenchResult {
  readonly bench: string;
  readonly circumstances: Circumstances;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly curves: Readonly<Record<string, readonly Point[]>>;
}

const FOLDER = fileURLToPath(new URL("../../build/bench", import.meta.url));

/** Where a bench leaves its result. @param smoke those of a smoke run lie elsewhere: they are no figures */
export const resultFile = (bench: string, smoke: boolean): string =>
  `${smoke ? `${FOLDER}/smoke` : FOLDER}/${bench}.json`;

export interface RunOptions {
  /** Everything runs, smaller than means anything: bars are told, and not held to. */
  readonly smoke: boolean;
  /** Only some of the figures are wanted: nothing is written, and none is missed. */
  readonly partial?: boolean;
  /** Takes the lines that are printed, instead of the standard output. */
  readonly say?: (line: string) => void;
}

/** One run of a bench: prints each figure when it has it, and writes all when all are there. */
export class BenchRun<S extends BenchSpec> {
  readonly #spec: S;
  readonly #options: RunOptions;
  readonly #say: (line: string) => void;
  readonly #circumstances = circumstances();
  readonly #startMs = performance.now();
  readonly #figures = new Map<string, Figure>();
  readonly #curves = new Map<string, Point[]>();

  constructor(spec: S, options: RunOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#say = options.say ?? print;
    // A run that fails must not leave the result of an earlier one.
    if (options.partial !== true) rmSync(resultFile(spec.name, options.smoke), { force: true });
  }

  /** @param values one of each run */
  record(key: keyof S["figures"] & string, values: readonly number[]): void {
    const figure = summarise(this.#spec.figures[key] as FigureSpec, values);
    this.#figures.set(key, figure);
    this.#say(figureLine(figure, !this.#options.smoke));
  }

  /** Records all that a measurement gave, in its order. */
  recordAll(measured: Readonly<Partial<Record<keyof S["figures"] & string, readonly number[]>>>): void {
    for (const [key, values] of Object.entries(measured)) this.record(key, values as readonly number[]);
  }

  /** Adds a point to a curve; they come in order. */
  point(key: keyof S["curves"] & string, point: Point): void {
    const curve = this.#spec.curves[key] as CurveSpec;
    checkPoint(curve, point);
    const points = this.#curves.get(key) ?? [];
    if (points.length === 0) this.#say(curve.title);
    this.#curves.set(key, [...points, point]);
    this.#say(pointLine(curve, point));
  }

  /** @returns the exit status: 1 when a bar fell short or a figure is missing */
  finish(): 0 | 1 {
    const { figures, curves, name } = this.#spec;
    const { smoke, partial = false } = this.#options;
    const missing = [
      ...Object.keys(figures).filter((key) => !this.#figures.has(key)),
      ...Object.keys(curves).filter((key) => !this.#curves.has(key)),
    ];
    const short = smoke ? 0 : [...this.#figures.values()].filter((figure) => holds(figure) === false).length;
    if (short > 0) this.#say(`${short} of the bars fell short`);
    if (partial) return short > 0 ? 1 : 0;
    if (missing.length > 0) {
      this.#say(`${name} did not measure ${missing.join(", ")}`);
      return 1;
    }
    const result: BenchResult = {
      bench: name,
      circumstances: this.#circumstances,
      seconds: Math.round((performance.now() - this.#startMs) / 1000),
      figures: Object.fromEntries(this.#figures),
      curves: Object.fromEntries(this.#curves),
    };
    const file = resultFile(name, smoke);
    mkdirSync(new URL(".", `file://${file}`), { recursive: true });
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    return short > 0 ? 1 : 0;
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
