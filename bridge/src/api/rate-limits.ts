import rateLimit from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";
import type { Api } from "./routes/routes.ts";

export interface RateLimitSettings {
  /** Requests a minute with one token. */
  readonly perToken: number;
  /** Requests a minute from one address without a valid token. */
  readonly perAddress: number;
}

/** Counters that are kept: whoever comes from ever new addresses must not fill the memory. */
const MAX_COUNTERS = 10_000;

type Counted = { readonly isAllowed: true } | { readonly isExceeded: boolean; readonly ttlInSeconds: number };

/** Counts requests, and refuses what is too many. */
export interface RateLimits {
  /** @throws Problem too_many_requests */
  countToken(request: FastifyRequest): Promise<void>;
  /** @throws Problem too_many_requests */
  countAddress(request: FastifyRequest): Promise<void>;
}

/**
 * A good token is limited by itself, and everything else by the address that it comes from: neighbours behind one
 * address, or a proxy, cannot lock each other out.
 */
export async function rateLimits(api: Api, settings: RateLimitSettings): Promise<RateLimits> {
  await api.register(rateLimit, { global: false, cache: MAX_COUNTERS });
  const limiter = (max: number, keyGenerator: (request: FastifyRequest) => string) =>
    api.createRateLimit({ max, timeWindow: 60_000, keyGenerator });
  const byToken = limiter(settings.perToken, ({ access }) => `token ${access?.tokenId}`);
  const byAddress = limiter(settings.perAddress, ({ ip }) => `address ${ip}`);
  return {
    countToken: async (request) => refuse(await byToken(request), "this token"),
    countAddress: async (request) => refuse(await byAddress(request), "this address without a valid token"),
  };
}

function refuse(counted: Counted, whose: string): void {
  if (!("isExceeded" in counted) || !counted.isExceeded) return;
  throw new Problem(
    "too_many_requests",
    `${whose} asks too often: wait ${counted.ttlInSeconds} s`,
    {},
    { "retry-after": String(counted.ttlInSeconds) },
  );
}
