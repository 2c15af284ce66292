import { type BrokerAccess, parseBrokerUrl } from "@homesync/broker/reach";
import { expect, onTestFinished, vi } from "vitest";
import type { IncomingMessage, LinkState, LinkStatus } from "../../src/link/link.ts";
import { MqttLink, type MqttLinkOptions } from "../../src/link/mqtt-link.ts";
import { type CapturedLog, capturedLog } from "./captured-log.ts";
import { ManualClock } from "./manual-clock.ts";

/** A link to a broker, its waits moved by hand, with all that it reported. */
export class RecordedLink {
  readonly clock = new ManualClock("2026-03-01T12:00:00Z");
  readonly log: CapturedLog = capturedLog();
  readonly link: MqttLink;
  readonly statuses: LinkStatus[] = [];
  readonly messages: { readonly topic: string; readonly text: string; readonly retained: boolean }[] = [];

  constructor(
    url: string,
    access: Omit<BrokerAccess, "address"> = {},
    options: Partial<MqttLinkOptions> = {},
  ) {
    this.link = new MqttLink({
      broker: { address: parseBrokerUrl(url), ...access },
      clientId: "hs-bridge-0123456789ab",
      clock: this.clock,
      random: () => 0,
      log: this.log.log,
      ...options,
    });
    onTestFinished(() => this.link.close());
  }

  get states(): readonly LinkState[] {
    return this.statuses.map(({ state }) => state);
  }

  start(): Promise<void> {
    return this.link.start({
      onMessage: ({ topic, payload, retained }: IncomingMessage) =>
        this.messages.push({ topic, text: Buffer.from(payload).toString(), retained }),
      onGroupEnd: (acknowledge) => {
        acknowledge();
        return true;
      },
      onStatus: (status) => this.statuses.push(status),
    });
  }

  /** Resolves with the status when the link is in this state. */
  async reaches(state: LinkState): Promise<LinkStatus> {
    await vi.waitFor(() => expect(this.link.status.state).toBe(state), { timeout: 10_000, interval: 5 });
    return this.link.status;
  }

  /** Resolves when the link waits this long before its next connect, and ends the wait. */
  async skipWait(ms: number): Promise<void> {
    await vi.waitFor(() => expect(this.clock.delays).toEqual([ms]), { timeout: 10_000, interval: 5 });
    this.clock.advance(ms);
  }
}
