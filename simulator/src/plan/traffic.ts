import { connectBytes, writeBytes } from "@homesync/broker/line-bytes";

/** Bytes in one direction at one place. */
export interface Flow {
  /** MQTT alone. */
  readonly mqttBytes: number;
  /** With TLS, TCP and IP. */
  readonly lineBytes: number;
  readonly writes: number;
}

/** Counts writes as they are: what leaves together pays for one record and one segment. */
export class FlowMeter implements Flow {
  readonly #tls: boolean;
  mqttBytes = 0;
  lineBytes = 0;
  writes = 0;

  constructor(tls: boolean) {
    this.#tls = tls;
  }

  write(mqttBytes: number): void {
    this.mqttBytes += mqttBytes;
    this.lineBytes += writeBytes(mqttBytes, this.#tls);
    this.writes++;
  }

  connect(): void {
    this.lineBytes += connectBytes(this.#tls);
  }
}
