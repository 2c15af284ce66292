import type { BrokerAccess } from "@homesync/broker/reach";
import { connectOnce } from "../commands/connect-once.ts";

/** One message to a node. */
export interface ApplicationMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Publishes at QoS 1, as an application would; resolves when the broker has it all. */
export async function publishAll(
  access: BrokerAccess,
  messages: readonly ApplicationMessage[],
): Promise<void> {
  const client = await connectOnce(access);
  try {
    await Promise.all(
      messages.map(({ topic, payload }) => client.publishAsync(topic, Buffer.from(payload), { qos: 1 })),
    );
  } finally {
    await client.endAsync();
  }
}

/** Connects once under each client id, which ends whoever has it [MQTT-3.1.4-2], and goes away again. */
export async function impersonate(access: BrokerAccess, clientIds: readonly string[]): Promise<void> {
  for (const clientId of clientIds) {
    const client = await connectOnce(access, { clientId, clean: false });
    await client.endAsync();
  }
}
