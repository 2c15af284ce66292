import { isIdentifier } from "@homesync/protocol";
import { errors, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../time/clock.ts";
import { type Access, isRole } from "./access.ts";
import type { SigningKeys } from "./signing-keys.ts";

const ALGORITHM = "HS256";
const ISSUER = "homesync-bridge";
/** Longest token that is looked at, characters: a few hundred homes. */
const MAX_TOKEN = 8_192;

/** How long a token is good unless asked otherwise, milliseconds. */
const DEFAULT_LIFETIME_MS = 3_600_000;
/** The longest that can be asked for. */
const MAX_LIFETIME_MS = 365 * 86_400_000;

export interface TokenRequest extends Access {
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
  readonly #keys: SigningKeys;
  readonly #clock: Clock;

  constructor(keys: SigningKeys, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** @throws RangeError when a home is no identifier, there is none, or the lifetime is out of range */
  async issue({ homes, role, lifetimeMs = DEFAULT_LIFETIME_MS }: TokenRequest): Promise<string> {
    if (homes !== "*" && (homes.length === 0 || !homes.every(isIdentifier))) {
      throw new RangeError('homes must be "*" or home ids of letters, digits, "_" and "-"');
    }
    if (!(lifetimeMs >= 1_000 && lifetimeMs <= MAX_LIFETIME_MS)) {
      throw new RangeError("a token must expire after 1 second to 365 days");
    }
    const { current, byId } = this.#keys;
    const key = byId.get(current);
    if (key === undefined) throw new RangeError("there is no current signing key");
    const now = Math.floor(this.#clock.now() / 1000);
    const token = await new SignJWT({ homes, role })
      .setProtectedHeader({ alg: ALGORITHM, kid: current })
      .setIssuer(ISSUER)
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
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#key(kid), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ["exp"],
        currentDate: new Date(this.#clock.now()),
      });
      return accessOf(payload);
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired ? "expired" : "invalid", error);
    }
  }

  #key(kid: string | undefined): Uint8Array {
    const key = this.#keys.byId.get(kid ?? "");
    if (key === undefined) throw new TokenError("invalid");
    return key;
  }
}

function accessOf({ homes, role }: Readonly<Record<string, unknown>>): Access {
  const valid = homes === "*" || (Array.isArray(homes) && homes.every((home) => typeof home === "string"));
  if (!valid || !isRole(role)) throw new TokenError("invalid");
  return { homes: homes as Access["homes"], role };
}
