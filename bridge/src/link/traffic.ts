import { connectBytes, writeBytes } from "@homesync/broker/line-bytes";

/** Bytes on the bridge's own connections, since the process started. */
export interface Traffic {
  /** MQTT frames from the broker. */
  readonly bytesIn: number;
  /** MQTT frames to the broker. */
  readonly bytesOut: number;
  /** Both, with what TLS, TCP and IP add: reckoned as `homesync-sim plan` does. */
  readonly lineBytes: number;
}

/** Counts them; one for all connections of a link. What comes in one piece is taken to have been sent in one. */
export class TrafficMeter implements Traffic {
  bytesIn = 0;
  bytesOut = 0;
  lineBytes = 0;

  connect(tls: boolean): void {
    this.lineBytes += connectBytes(tls);
  }

  received(bytes: number, tls: boolean): void {
    this.bytesIn += bytes;
    this.lineBytes += writeBytes(bytes, tls);
  }

  sent(bytes: number, tls: boolean): void {
    this.bytesOut += bytes;
    this.lineBytes += writeBytes(bytes, tls);
  }
}
