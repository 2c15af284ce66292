import type { BrokerAccess } from "@homesync/broker/reach";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { clientOptions } from "./client.ts";

/**
 * An ordinary client of the broker, connected once, and never again by itself.
 * @param options what is different from an ordinary one
 * @throws what mqtt.js has to say when the broker does not let it in
 */
export async function connectOnce(access: BrokerAccess, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync({ ...clientOptions(access, "client"), ...options, reconnectPeriod: 0 });
  // Unheard, the loss of the connection would end the process.
  client.on("error", () => undefined);
  return client;
}
