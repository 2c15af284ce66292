import type { Aedes, AedesPublishPacket } from "aedes";
import { topicMatches } from "./access/filter.ts";

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

/**
 * The same for one who answers for what it was handed: a client that published at QoS 1 gets its PUBACK only once `done`
 * is called, and loses its connection when that is with an error. It then sends the message again.
 */
export type AcknowledgingHandler = (
  topic: string,
  payload: Uint8Array,
  flags: MessageFlags,
  done: (error?: Error) => void,
) => void;

/** The broker as seen from inside its process: no socket, no client, no session. */
export interface BrokerLink {
  /**
   * Calls the handler for every message on a topic that one of the filters matches, retained ones first. A topic
   * matched by two of the filters is handed over twice. The handler must not throw.
   * @returns ends the subscription
   */
  subscribe(filters: readonly string[], handler: MessageHandler): Promise<() => Promise<void>>;
  /** Like {@link subscribe}; each message is handed over once, to the first filter that matches. */
  subscribeAcknowledging(
    filters: readonly string[],
    handler: AcknowledgingHandler,
  ): Promise<() => Promise<void>>;
  /** Resolves when the message was handed to every subscriber that is connected, and stored for the others. */
  publish(topic: string, payload: Uint8Array | string, flags: PublishFlags): Promise<void>;
}

/** The part of aedes' persistence that gives retained messages; aedes does not type its persistence. */
interface RetainedStore {
  createRetainedStreamCombi(filters: string[]): AsyncIterable<AedesPublishPacket>;
}

export function createLink(aedes: Aedes): BrokerLink {
  const link: BrokerLink = {
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

    async subscribeAcknowledging(filters, handler) {
      // aedes sends PUBACK before it routes a message. So what a client publishes at QoS 1 is handed over while aedes
      // asks whether it may, and known by its payload, which is the same object, when it is routed.
      const taken = new WeakSet<object>();
      const authorize = aedes.authorizePublish;
      aedes.authorizePublish = (client, packet, done) => {
        authorize(client, packet, (error) => {
          const { topic, payload, qos } = packet;
          const waits = !error && qos > 0 && filters.some((filter) => topicMatches(filter, topic));
          if (!waits) return done(error);
          taken.add(payload as Buffer);
          handler(topic, payload as Buffer, { retain: false, qos }, (refusal) => done(refusal ?? null));
        });
      };
      const unsubscribe = await link.subscribe(filters, (topic, payload, flags) => {
        if (!taken.delete(payload)) handler(topic, payload, flags, () => undefined);
      });
      return () => {
        aedes.authorizePublish = authorize;
        return unsubscribe();
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
  return link;
}
