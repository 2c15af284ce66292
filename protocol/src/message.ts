import type { PayloadOf, TopicKey } from "./table/topics.ts";

/** A payload as it was read. */
export interface DecodedPayload<Key extends TopicKey> {
  /** The fields that the protocol knows, and no other. */
  readonly payload: PayloadOf<Key>;
  /** The payload's timestamp in milliseconds since 1970; undefined when it has none (design: timestamp). */
  readonly timestampMs: number | undefined;
}

/** What a sender says of a message: its topic in parts and its payload. `key` tells the payload's type. */
export type MessageContent<Key extends TopicKey = TopicKey> = {
  [K in Key]: {
    readonly homeId: string;
    readonly nodeId: string;
    readonly key: K;
    readonly payload: PayloadOf<K>;
  };
}[Key];

/** A message as it was read. `key` tells the payload's type. */
export type Message<Key extends TopicKey = TopicKey> = {
  [K in Key]: MessageContent<K> & DecodedPayload<K>;
}[Key];

/** A message ready to be published. */
export interface EncodedMessage {
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}
