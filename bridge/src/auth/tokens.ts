import { randomUUID } from "node:crypto";
import { isIdentifier } from "@homesync/protocol";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../time/clock.ts";
import { type Access, type Grant, isRole } from "./access.ts";
import type { KeyRing } from "./key-ring.ts";

const ALGORITHM = "HS256";
const ISSUER = "homesync-bridge";
/** Longest token that is looked at, characters: a few hundred homes. */
const MAX_TOKEN = 8_192;

/** How long a token is good unless asked otherwise, milliseconds. */
const DEFAULT_LIFETIME_MS = 3_600_000;
/** The longest that can be asked for. */
const MAX_LIFETIME_MS = 365 * 86_400_000;

/** The form of a subject: printable and without spaces, so that it cannot forge a line of the audit log. */
const SUBJECT = /^[!-~]{1,64}$/;

export interface TokenRequest extends Grant {
  /** Who it is for, such as `alice` or `grafana`; the token's own id when absent. */
  readonly subject?: string | undefined;
  /** Milliseconds, an hour when absent. */
  readonly lifetimeMs?: number | undefined;
}

/** Why a token is not accepted. */
export class TokenError extends Error {
  readonly reason: "expired" | "invalid";

  constructor(reason: "expired" | "invalid", cause?: unknown) {
    super(`the token is ${reason}`, { cause });
    this.name = "TokenError";
    this.reason = reason;
  }
}

/** Issues and checks access tokens: JWTs signed with a key of this bridge, carrying homes, role and expiry. */
export class Tokens {
  readonly #ring: KeyRing;
  readonly #clock: Clock;

  constructor(ring: KeyRing, clock: Clock) {
    this.#ring = ring;
    this.#clock = clock;
  }

  /** @throws RangeError when a home or the subject is not well formed, there is no home, or the lifetime is out of range */
  async issue(request: TokenRequest): Promise<string> {
    const { homes, role, lifetimeMs = DEFAULT_LIFETIME_MS } = request;
    const tokenId = randomUUID();
    const subject = request.subject ?? tokenId;
    if (homes !== "*" && (homes.length === 0 || !homes.every(isIdentifier))) {
      throw new RangeError('homes must be "*" or home ids of letters, digits, "_" and "-"');
    }
    if (!(lifetimeMs >= 1_000 && lifetimeMs <= MAX_LIFETIME_MS)) {
      throw new RangeError("a token must expire after 1 second to 365 days");
    }
    if (!SUBJECT.test(subject)) {
      throw new RangeError("a subject has 1 to 64 printable characters and no spaces");
    }
    const { current, byId } = await this.#ring.keys();
    const key = byId.get(current);
    if (key === undefined) throw new RangeError("there is no current signing key");
    const now = Math.floor(this.#clock.now() / 1000);
    const token = await new SignJWT({ homes, role })
      .setProtectedHeader({ alg: ALGORITHM, kid: current })
      .setIssuer(ISSUER)
      .setSubject(subject)
      .setJti(tokenId)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.floor(lifetimeMs / 1000))
      .sign(key);
    if (token.length > MAX_TOKEN)
      throw new RangeError('too many homes for one token: use "*" or several tokens');
    return token;
  }

  /** @throws TokenError */
  async verify(token: string): Promise<Access> {
    if (token.length > MAX_TOKEN) throw new TokenError("invalid");
    const { byId } = await this.#ring.keys();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, ({ kid }) => keyOf(byId, kid), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ["exp", "sub", "jti"],
        currentDate: new Date(this.#clock.now()),
      });
      return accessOf(payload, protectedHeader.kid ?? "");
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired ? "expired" : "invalid", error);
    }
  }

  /** Whether an access that was verified earlier still holds: it has not expired, and its key was not revoked. */
  async stillHolds({ expiresMs, keyId }: Access): Promise<boolean> {
    return this.#clock.now() < expiresMs && (await this.#ring.keys()).byId.has(keyId);
  }
}

function keyOf(byId: ReadonlyMap<string, Uint8Array>, kid: string | undefined): Uint8Array {
  const key = byId.get(kid ?? "");
  if (key === undefined) throw new TokenError("invalid");
  return key;
}

function accessOf(payload: JWTPayload, keyId: string): Access {
  const { homes, role, sub, jti, exp } = payload;
  const valid = homes === "*" || (Array.isArray(homes) && homes.every((home) => typeof home === "string"));
  if (!valid || !isRole(role) || exp === undefined) throw new TokenError("invalid");
  if (sub === undefined || !SUBJECT.test(sub) || jti === undefined) throw new TokenError("invalid");
  const grant = { homes: homes as Grant["homes"], role };
  return { ...grant, subject: sub, tokenId: jti, keyId, expiresMs: exp * 1_000 };
}
