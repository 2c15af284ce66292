import type { LinkProblemCode } from "./problem.ts";

/**
 * Least wait before the next connect, milliseconds, by what ended the last one; the backoff of REQ-002 where nothing is
 * said. Asking again at once cures none of these, and makes some worse: brokers count and ban clients that hammer.
 */
const LEAST_WAIT_MS: Partial<Readonly<Record<LinkProblemCode, number>>> = {
  // HiveMQ Cloud keeps what it knows of a credential for five minutes.
  authentication_failed: 30_000,
  limit_reached: 60_000,
  refused: 30_000,
  session_taken_over: 30_000,
  subscription_refused: 30_000,
};

export const leastWaitMs = (code: LinkProblemCode): number => LEAST_WAIT_MS[code] ?? 0;
