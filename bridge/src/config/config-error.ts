import { EXIT, StartError } from "./start-error.ts";

/** Settings are wrong: all that is, so that it can be corrected at once. */
export class ConfigError extends StartError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const [first = ""] = problems;
    super(
      problems.length === 1
        ? first
        : `${problems.length} settings are wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
      EXIT.usage,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}
