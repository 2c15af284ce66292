import type { BrokerAccess } from "@homesync/broker/reach";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";

/** Longest time that an ordinary client waits for the broker. */
const CONNECT_LIMIT_MS = 10_000;

/**
 * An ordinary client of the broker, as an application has one; connected once, and never again by itself, unless the
 * options say otherwise.
 * @throws what mqtt.js has to say when the broker does not let it in
 */
export function connectClient(access: BrokerAccess, options: IClientOptions = {}): Promise<MqttClient> {
  const { address, username, password, ca, clientCertificate } = access;
  return connectAsync(
    address.url,
    {
      reconnectPeriod: 0,
      connectTimeout: CONNECT_LIMIT_MS,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: password.reveal() }),
      ...(ca === undefined ? {} : { ca }),
      ...(clientCertificate === undefined
        ? {}
        : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
      ...options,
    },
    false,
  );
}
