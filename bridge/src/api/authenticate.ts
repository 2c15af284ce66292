import type { FastifyRequest } from "fastify";
import { type Access, hasRole, mayEnter, type Role } from "../auth/access.ts";
import { TokenError, type Tokens } from "../auth/tokens.ts";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null on the routes that anyone may ask. */
    access: Access | null;
  }
  interface FastifyContextConfig {
    /** True for a route that needs no token. */
    open?: boolean;
  }
}

/** RFC 6750, 2.1 */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Checks the token of every request but those to open routes; unknown paths are no exception. */
export function authenticate(tokens: Tokens) {
  return async (request: FastifyRequest): Promise<void> => {
    if (request.routeOptions.config.open === true) return;
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw unauthorized("send the header authorization: Bearer <token>; homesync-bridge token prints one");
    }
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw unauthorized("the authorization header must be Bearer <token>");
    try {
      request.access = await tokens.verify(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      throw unauthorized(`${error.message}: get a new one`, error.reason);
    }
  };
}

/** RFC 6750, 3: the challenge names the error only when a token was sent. */
function unauthorized(detail: string, reason?: TokenError["reason"]): Problem {
  const error =
    reason === undefined ? "" : `, error="invalid_token", error_description="the token is ${reason}"`;
  return new Problem("unauthorized", detail, {}, { "www-authenticate": `Bearer realm="homesync"${error}` });
}

/** The bearer of a request that was authenticated. */
export function accessOf({ access }: FastifyRequest): Access {
  if (access === null) throw new Problem("unauthorized", "a token is needed");
  return access;
}

/**
 * Checks that the bearer may do something in the home of the path. A home that is not theirs does not exist for them:
 * the answer is the one for a home that there is not.
 */
export function requireRole(role: Role) {
  return async (request: FastifyRequest): Promise<void> => {
    const access = accessOf(request);
    const { home } = request.params as { home?: string };
    if (home !== undefined && !mayEnter(access, home)) throw unknownHome();
    if (!hasRole(access, role)) {
      throw new Problem("forbidden", `this needs a token with the role ${role}, not ${access.role}`);
    }
  };
}

export const unknownHome = (): Problem =>
  new Problem("unknown_home", "check the home id, and that the token is for this home");
