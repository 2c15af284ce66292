/** Bytes of MQTT frames on the bridge's own connections, since the process started. */
export interface Traffic {
  /** From the broker. */
  readonly bytesIn: number;
  /** To the broker. */
  readonly bytesOut: number;
}

/** Counts them; one for all connections of a link. */
export class TrafficMeter implements Traffic {
  bytesIn = 0;
  bytesOut = 0;
}
