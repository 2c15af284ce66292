import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { type PlacedProblem, type Problem, pathText, type ValuePath } from "./problem.ts";

/** Aliases that a file may resolve: a few save typing, many are an attack on the memory. */
const MAX_ALIASES = 100;

/** A scenario's text, read as YAML; JSON is YAML too. Knows where each value stands. */
export class Source {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  /** @param file its name, for messages */
  constructor(file: string, text: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** What is wrong with it as YAML. */
  faults(): PlacedProblem[] {
    return this.#document.errors.map(({ pos, message }) => ({
      place: this.#placeOf(pos[0]),
      where: "",
      message: message.replace(/^(.)/, (letter) => letter.toLowerCase()),
    }));
  }

  /** Its value; an empty file is an empty scenario. @throws ReferenceError when its aliases unfold to too much */
  value(): unknown {
    return this.#document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  }

  /** The problems in the order of their places. */
  inOrder(problems: readonly Problem[]): Problem[] {
    const offset = ({ path, ofKey = false }: Problem): number => this.#offsetOf(path, ofKey);
    return [...problems].sort((a, b) => offset(a) - offset(b));
  }

  place(problem: Problem): PlacedProblem {
    const { path, ofKey = false, message } = problem;
    return { place: this.#placeOf(this.#offsetOf(path, ofKey)), where: pathText(path), message };
  }

  #placeOf(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  }

  /** Where a value begins, or its key; where its nearest surroundings begin when it is not there. */
  #offsetOf(path: ValuePath, ofKey: boolean): number {
    const last = path.at(-1);
    if (ofKey && last !== undefined) {
      const parent = this.#nodeAt(path.slice(0, -1));
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)
        : undefined;
      const key = pair?.key as Node | undefined;
      if (key?.range != null) return key.range[0];
    }
    for (let length = path.length; length > 0; length--) {
      const range = this.#nodeAt(path.slice(0, length))?.range;
      if (range != null) return range[0];
    }
    return this.#document.contents?.range?.[0] ?? 0;
  }

  #nodeAt(path: ValuePath): Node | undefined {
    if (path.length === 0) return this.#document.contents ?? undefined;
    return this.#document.getIn(path, true) as Node | undefined;
  }
}
