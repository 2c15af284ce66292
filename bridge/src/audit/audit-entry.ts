/** Who did what, when, and how it went. Holds no secret. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** The subject of the token. */
  readonly by: string;
  /** The token's id, which is no secret. */
  readonly tokenId: string;
  readonly homeId: string;
  readonly nodeId: string;
  /** Such as `command/relay` or `registry/remove`. */
  readonly event: string;
  /** `accepted`, `confirmed`, `refused`, ... */
  readonly outcome: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** Takes an entry down. Neither blocks for long nor throws. */
export type Audit = (entry: AuditEntry) => void;
