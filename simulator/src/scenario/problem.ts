/** Path from the root of a scenario to one of its values: keys, and indices of lists. */
export type ValuePath = readonly (string | number)[];

/** One thing that is wrong with a scenario. */
export interface Problem {
  readonly path: ValuePath;
  /** The key itself is wrong, not its value. */
  readonly ofKey?: boolean;
  /** For people: what is wrong and what was expected. */
  readonly message: string;
}

/** A problem with its place in a file, or with the flag that it came from. */
export interface PlacedProblem {
  /** `file:line:column`, or the flag. */
  readonly place: string;
  /** The value, such as `phases[1].ramp.over`; empty for the whole file. */
  readonly where: string;
  readonly message: string;
}

/** A scenario is wrong; holds all that is. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly PlacedProblem[];

  constructor(problems: readonly PlacedProblem[]) {
    super(problems.map(problemLine).join("\n"));
    this.problems = problems;
  }
}

/** One line for people, which editors and terminals can follow to its place. */
export const problemLine = ({ place, where, message }: PlacedProblem): string =>
  [place, where, message].filter((part) => part !== "").join(": ");

/** `phases[1].ramp.over` */
export function pathText(path: ValuePath): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
