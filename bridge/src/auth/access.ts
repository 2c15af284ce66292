/** What a token's bearer may do; each role includes the ones before it. */
export const ROLES = ["viewer", "operator", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** What a token allows. */
export interface Grant {
  /** The homes that it may see; "*" is all of them. */
  readonly homes: readonly string[] | "*";
  /** viewer reads, operator also commands, admin also manages. */
  readonly role: Role;
}

/** Who a request comes from, and what they may do. */
export interface Access extends Grant {
  /** Whom the token was issued to: the claim `sub`. */
  readonly subject: string;
  /** The token's own id: the claim `jti`. It is no secret. */
  readonly tokenId: string;
  /** Of the key that signed the token. */
  readonly keyId: string;
  /** From then on the token is not valid, milliseconds since 1970. */
  readonly expiresMs: number;
}

export const mayEnter = ({ homes }: Grant, homeId: string): boolean =>
  homes === "*" || homes.includes(homeId);

export const hasRole = ({ role }: Grant, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
