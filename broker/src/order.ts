import type { Aedes, AedesPublishPacket, Client, PublishPacket } from "aedes";

type Published = (error?: Error) => void;
/** With the client as aedes has it; its types know the form without one alone. */
type Publish = (packet: PublishPacket, client: Client | null, done: Published) => void;

/** The part of aedes that hands a message to its subscribers; aedes does not type it. */
interface Emitter {
  emit(packet: AedesPublishPacket, done?: Published): unknown;
  close(done: () => void): unknown;
}

/**
 * Lets messages reach their subscribers in the order in which they were published [MQTT-4.6.0-6].
 *
 * aedes numbers a message when it is published, hands it on when it is stored, and takes one whose number is below that of
 * the last for a copy that came by an overlapping filter. Storing takes a retained message or one of QoS 1 some turns of the
 * promise queue, so that one of QoS 0 behind it overtook it, and it was dropped. Here the next begins when the one before it
 * was handed on. That takes as long as the store: it does not wait for a subscriber.
 */
export function keepOrder(aedes: Aedes): void {
  const emitter = (aedes as unknown as { mq: Emitter }).mq;
  const publish = aedes.publish.bind(aedes) as unknown as Publish;
  const emit = emitter.emit.bind(emitter);
  const close = emitter.close.bind(emitter);
  const waiting: (() => void)[] = [];
  /** The message that was begun and not handed on. */
  let current: object | undefined;
  let isBeginning = false;
  let onIdle: (() => void) | undefined;

  const beginNext = (): void => {
    // What begins may be handed on at once: a loop, as the stack has an end.
    if (isBeginning) return;
    isBeginning = true;
    while (current === undefined && waiting.length > 0) waiting.shift()?.();
    isBeginning = false;
    if (current === undefined) onIdle?.();
  };
  const handedOn = (message: object | undefined): void => {
    if (message === undefined || current !== message) return;
    current = undefined;
    beginNext();
  };

  const inOrder = (packet: PublishPacket, client: Client | null, done: Published): void => {
    const message = {};
    waiting.push(() => {
      current = message;
      publish(packet, client, (error) => {
        // One that could not be stored ends here, and was never handed on.
        handedOn(message);
        done(error);
      });
    });
    beginNext();
  };
  aedes.publish = (
    packet: PublishPacket,
    second?: Client | Published | null,
    third: Published = () => undefined,
  ): void => {
    if (typeof second === "function") inOrder(packet, null, second as Published);
    else inOrder(packet, second ?? null, third);
  };
  emitter.emit = (packet, done) => {
    const message = current;
    try {
      return emit(packet, done);
    } finally {
      handedOn(message);
    }
  };
  // The last wills are handed on before nobody is there any more.
  emitter.close = (done) => {
    if (current === undefined && waiting.length === 0) return close(done);
    onIdle = () => {
      onIdle = undefined;
      close(done);
    };
    return emitter;
  };
}
