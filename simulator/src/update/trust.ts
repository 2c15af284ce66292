/** Whom the nodes of a fleet trust for updates over the air. */
export interface UpdateTrust {
  /** The key that updates are signed for, PEM; without one a node takes none. */
  readonly publicKey?: string | undefined;
  /** Certificates in PEM that vouch for image servers over https, instead of those that Node knows. */
  readonly ca?: string | undefined;
}
