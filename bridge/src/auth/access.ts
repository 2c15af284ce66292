/** What a token's bearer may do; each role includes the ones before it. */
export const ROLES = ["viewer", "operator", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** Who a request comes from. */
export interface Access {
  /** The homes that it may see; "*" is all of them. */
  readonly homes: readonly string[] | "*";
  /** viewer reads, operator also commands, admin also manages. */
  readonly role: Role;
}

export const mayEnter = ({ homes }: Access, homeId: string): boolean =>
  homes === "*" || homes.includes(homeId);

export const hasRole = ({ role }: Access, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
