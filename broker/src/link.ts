import type { Aedes, AedesPublishPacket } from "aedes";

export interface MessageFlags {
  /** True for the copy that the broker kept from before the subscription; false for anything live [MQTT-3.3.1-9]. */
  readonly retain: boolean;
  readonly qos: 0 | 1 | 2;
}

export interface PublishFlags {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** The payload belongs to the broker: copy what is kept. */
export type MessageHandler = (topic: string, payload: Uint8Array, flags: MessageFlags) => void;

/** The broker as seen from inside its process: no socket, no client, no session. */
export interface BrokerLink {
  /**
   * Calls the handler for every message on a topic that one of the filters matches, retained ones first. A topic
   * matched by two of the filters is handed over twice. The handler must not throw.
   * @returns ends the subscription
   */
  subscribe(filters: readonly string[], handler: MessageHandler): Promise<() => Promise<void>>;
  /** Resolves when the message was handed to every subscriber that is connected, and stored for the others. */
  publish(topic: string, payload: Uint8Array | string, flags: PublishFlags): Promise<void>;
}

/** The part of aedes' persistence that gives retained messages; aedes does not type its persistence. */
interface RetainedStore {
  createRetainedStreamCombi(filters: string[]): AsyncIterable<AedesPublishPacket>;
}

export function createLink(aedes: Aedes): BrokerLink {
  return {
    async subscribe(filters, handler) {
      const tap = (packet: AedesPublishPacket, next: () => void): void => {
        handler(packet.topic, packet.payload as Buffer, { retain: false, qos: packet.qos });
        next();
      };
      for (const filter of filters) {
        await new Promise<void>((resolve) => aedes.subscribe(filter, tap, resolve));
      }
      const store = (aedes as unknown as { persistence: RetainedStore }).persistence;
      for await (const packet of store.createRetainedStreamCombi([...filters])) {
        handler(packet.topic, packet.payload as Buffer, { retain: true, qos: packet.qos });
      }
      return async () => {
        for (const filter of filters) {
          await new Promise<void>((resolve) => aedes.unsubscribe(filter, tap, resolve));
        }
      };
    },

    publish(topic, payload, { qos, retain }) {
      const bytes = typeof payload === "string" ? Buffer.from(payload) : Buffer.from(payload);
      return new Promise((resolve, reject) => {
        aedes.publish({ cmd: "publish", topic, payload: bytes, qos, retain, dup: false }, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    },
  };
}
