import type { Logger } from "pino";
import { createLogger } from "../../src/logging/logger.ts";

export interface CapturedLog {
  readonly log: Logger;
  /** Everything that was logged, as written. */
  text(): string;
  /** The messages of one level and above (40 is warn, 50 error), with their fields. */
  lines(level?: number): readonly Readonly<Record<string, unknown>>[];
}

/** The real logger, writing into memory, at its most talkative. */
export function capturedLog(): CapturedLog {
  const written: string[] = [];
  return {
    log: createLogger("trace", { write: (line) => written.push(line) }),
    text: () => written.join(""),
    lines: (level = 0) =>
      written
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => Number(line["level"]) >= level),
  };
}
