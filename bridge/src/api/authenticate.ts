import type { FastifyRequest } from "fastify";
import { type Access, hasRole, mayEnter, type Role } from "../auth/access.ts";
import { TokenError, type Tokens } from "../auth/tokens.ts";
import type { Author } from "../commands/command.ts";
import { DOCS_PREFIX } from "./openapi.ts";
import { Problem } from "./problem.ts";
import type { RateLimits } from "./rate-limits.ts";
import { tokenProtocol } from "./token-protocol.ts";
import { unknownHome } from "./unknown.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null on the routes that anyone may ask. */
    access: Access | null;
  }
  interface FastifyContextConfig {
    /** True for a route that needs no token. */
    open?: boolean;
    /** True for a route that takes the token as a WebSocket protocol, too. */
    tokenAsProtocol?: boolean;
  }
}

/** RFC 6750, 2.1 */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Checks the token of every request but those to open routes; unknown paths are no exception. Counts the requests of a
 * token, and of an address those without one that is valid.
 */
export function authenticate(tokens: Tokens, limits: RateLimits) {
  return async (request: FastifyRequest): Promise<void> => {
    const { config, url } = request.routeOptions;
    if (config.open === true) return;
    if (url?.startsWith(DOCS_PREFIX) === true) {
      // Open, and larger than anything else here.
      await limits.countAddress(request);
      return;
    }
    const token = tokenOf(request);
    if (token instanceof Problem) {
      await limits.countAddress(request);
      throw token;
    }
    try {
      request.access = await tokens.verify(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      await limits.countAddress(request);
      throw unauthorized(`${error.message}: get a new one`, error.reason);
    }
    await limits.countToken(request);
  };
}

/** The token that a request brings, in its header or, where a browser can set none, among its WebSocket protocols. */
function tokenOf({ headers, routeOptions }: FastifyRequest): string | Problem {
  const { authorization } = headers;
  if (authorization !== undefined) {
    return BEARER.exec(authorization)?.[1] ?? unauthorized("the authorization header must be Bearer <token>");
  }
  const fromBrowser =
    routeOptions.config.tokenAsProtocol === true
      ? tokenProtocol(headers["sec-websocket-protocol"])
      : undefined;
  return (
    fromBrowser ??
    unauthorized("send the header authorization: Bearer <token>; homesync-bridge token prints one")
  );
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

/** The bearer of a request, as the audit log names them. */
export function authorOf(request: FastifyRequest): Author {
  const { subject, tokenId } = accessOf(request);
  return { subject, tokenId };
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
