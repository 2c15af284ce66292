/** A broker that a test started. */
export interface RunningBroker {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A kind of broker that the fleet must work with. */
export interface BrokerKind {
  readonly name: string;
  /** On the given port, or on any. */
  readonly start: (port?: number) => Promise<RunningBroker>;
}
