import type { Aedes } from "aedes";

interface Session {
  readonly id: string;
}

/** A message as it waits for a session; the numbers are the broker's own, the id that of the connection. */
interface Stored {
  readonly brokerId: string;
  readonly brokerCounter: number;
  readonly messageId: number | undefined;
}

/** The part of aedes' persistence that keeps messages for sessions; aedes does not type its persistence. */
interface Outbox {
  outgoingEnqueueCombi(
    subscriptions: readonly { readonly clientId: string }[],
    packet: object,
  ): Promise<void>;
  outgoingUpdate(session: Session, packet: Stored): Promise<void>;
  outgoingClearMessageId(session: Session, packet: Stored): Promise<unknown>;
}

/** No packet of MQTT has this id (2.3.1). */
const NO_PACKET_ID = -1;

/**
 * Keeps a message of QoS 1 once for a session that several of its filters match, and takes it away once.
 *
 * aedes keeps it once a filter. With the first filter it is sent, with each other one a copy is taken away: the first that
 * has no packet id yet, whosever that is. With two messages in a row that was the one that was about to be sent, and aedes
 * then ends the connection ("no such packet").
 */
export function keepOverlapsApart(aedes: Aedes): void {
  const outbox = (aedes as unknown as { persistence: Outbox }).persistence;
  const enqueue = outbox.outgoingEnqueueCombi.bind(outbox);
  const update = outbox.outgoingUpdate.bind(outbox);
  const clear = outbox.outgoingClearMessageId.bind(outbox);
  /** What a further filter matched, by session: sent with a packet id by the first, or without one, as QoS 0. */
  const undecided = new Map<string, Set<number>>();

  outbox.outgoingEnqueueCombi = (subscriptions, packet) => {
    const bySession = new Map(subscriptions.map((subscription) => [subscription.clientId, subscription]));
    return enqueue([...bySession.values()], packet);
  };
  outbox.outgoingUpdate = (session, packet) => {
    undecided.get(session.id)?.delete(packet.brokerCounter);
    return update(session, packet);
  };
  outbox.outgoingClearMessageId = (session, packet) => {
    if (packet.messageId !== undefined) return clear(session, packet);
    const { brokerId, brokerCounter } = packet;
    const counters = undecided.get(session.id) ?? new Set();
    undecided.set(session.id, counters.add(brokerCounter));
    // The first filter's turn to send it has come before this one.
    setImmediate(() => {
      if (counters.delete(brokerCounter)) {
        // It was sent as QoS 0: nobody will acknowledge the copy that was kept.
        const named = { brokerId, brokerCounter, messageId: NO_PACKET_ID };
        update(session, named)
          .then(() => clear(session, named))
          .catch(() => undefined);
      }
      if (counters.size === 0) undecided.delete(session.id);
    });
    return Promise.resolve();
  };
}
