import type { Check } from "./check.ts";
import { CHECKS } from "./checks.ts";
import type { Subject } from "./subject.ts";
import { NotChecked, Violation } from "./violation.ts";

/** What one check found. */
export interface Finding {
  readonly check: Check;
  readonly verdict: "passed" | "failed" | "not_checked";
  /** What was wrong, or why it could not be looked at; empty when it passed. */
  readonly reason: string;
  readonly elapsedMs: number;
}

/** Runs the checks one after the other; each goes on with the node as the one before left it. */
export async function* findings(
  subject: Subject,
  nowMs: () => number,
  checks: readonly Check[] = CHECKS,
): AsyncGenerator<Finding> {
  for (const check of checks) {
    const fromMs = nowMs();
    const { verdict, reason } = await look(check, subject);
    yield { check, verdict, reason, elapsedMs: nowMs() - fromMs };
  }
}

async function look(check: Check, subject: Subject): Promise<Pick<Finding, "verdict" | "reason">> {
  try {
    await check.run(subject);
    return { verdict: "passed", reason: "" };
  } catch (error) {
    if (error instanceof NotChecked) return { verdict: "not_checked", reason: error.message };
    if (error instanceof Violation) return { verdict: "failed", reason: error.message };
    throw error;
  }
}
