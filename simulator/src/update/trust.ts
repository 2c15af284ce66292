import type { KeyObject } from "node:crypto";

/** Whom the nodes of a fleet trust for updates over the air. */
export interface UpdateTrust {
  /** The key that updates are signed for; without one a node takes none. */
  readonly publicKey?: KeyObject | undefined;
  /** Certificates in PEM that vouch for image servers over https, besides those that Node knows. */
  readonly ca?: string | undefined;
}
