import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";

/** Filters in one SUBSCRIBE: brokers limit the size of a packet, and some the number in it. */
const FILTERS_AT_ONCE = 100;
const RECONNECT_MS = 1000;
/** Longest that a polite end takes. */
const CLOSE_LIMIT_MS = 2000;

export interface ClientSubscription {
  readonly filter: string;
  readonly qos: 0 | 1;
}

/**
 * An ordinary MQTT client beside the fleet, as an app's backend is one. It leaves no session behind, and comes back by
 * itself, with its subscriptions, when the broker was away.
 * @param name tells its client id from those of the others
 * @returns when it has subscribed
 * @throws Error when the broker refuses it, or does not answer within the time of a connect
 */
export async function openClient(
  access: BrokerAccess,
  name: string,
  subscriptions: readonly ClientSubscription[],
): Promise<MqttClient> {
  const client = await connectAsync(access.address.url, clientOptions(access, name), false);
  // An error is followed by a reconnect; unheard, it would end the process.
  client.on("error", () => undefined);
  try {
    await subscribeAll(client, subscriptions);
    return client;
  } catch (error) {
    client.end(true);
    throw error;
  }
}

/** Subscribes in packets of a bounded size. @throws Error when the broker refuses one */
export async function subscribeAll(
  client: MqttClient,
  subscriptions: readonly ClientSubscription[],
): Promise<void> {
  for (let at = 0; at < subscriptions.length; at += FILTERS_AT_ONCE) {
    const some = subscriptions.slice(at, at + FILTERS_AT_ONCE);
    const granted = await client.subscribeAsync(
      Object.fromEntries(some.map(({ filter, qos }) => [filter, { qos }])),
    );
    if (granted.some(({ qos }) => qos >= 0x80)) throw new Error("the broker refused a subscription");
  }
}

/** Sends DISCONNECT and closes; by force when that takes too long. */
export async function closeClient(client: MqttClient): Promise<void> {
  const force = setTimeout(() => client.end(true), CLOSE_LIMIT_MS);
  try {
    await client.endAsync();
  } finally {
    clearTimeout(force);
  }
}

/** What an ordinary client connects with: it leaves no session behind. */
export function clientOptions(access: BrokerAccess, name: string): IClientOptions {
  const { address, username, password, ca, clientCertificate } = access;
  const suffix = Math.floor(Math.random() * 0x1_0000_0000).toString(36);
  return {
    protocol: address.scheme,
    host: address.host,
    port: address.port,
    ...(address.path === "" ? {} : { path: address.path }),
    clientId: `homesync-sim-${name}-${suffix}`,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(address.tls ? { minVersion: "TLSv1.2", rejectUnauthorized: true } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
    // 3.1.1, which every broker speaks.
    protocolVersion: 4,
    clean: true,
    keepalive: LIMITS.keepAlive.value,
    connectTimeout: LIMITS.connectTimeout.value,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: true,
  };
}
