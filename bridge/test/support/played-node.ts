import { decode, LIMITS, type Message, type MessageContent, nodeSubscriptions } from "@homesync/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import { onTestFinished } from "vitest";
import { birth, HOME, NODE, will, wire } from "./messages.ts";

type Command = Extract<Message, { key: `command/${string}` }>;

/** A node played by an ordinary MQTT client, with the will and the subscriptions of a real one. */
export class PlayedNode {
  readonly #client: MqttClient;
  readonly #address: { readonly homeId: string; readonly nodeId: string };
  readonly commands: Command[] = [];

  private constructor(client: MqttClient, address: PlayedNode["address"]) {
    this.#client = client;
    this.#address = address;
  }

  get address() {
    return this.#address;
  }

  /** @param answer what the node says to a command; undefined for silence */
  static async connect(
    url: string,
    { homeId = HOME, nodeId = NODE } = {},
    answer: (command: Command) => MessageContent | undefined = () => undefined,
  ): Promise<PlayedNode> {
    const { topic, bytes } = wire(will({ homeId, nodeId }));
    const client = await connectAsync(url, {
      clientId: `${homeId}_${nodeId}`,
      protocolVersion: 4,
      keepalive: LIMITS.keepAlive.value,
      will: { topic, payload: Buffer.from(bytes), qos: 1, retain: true },
      reconnectPeriod: 0,
    });
    const node = new PlayedNode(client, { homeId, nodeId });
    onTestFinished(() => node.disappear());
    client.on("message", (commandTopic, payload) => {
      const decoded = decode(commandTopic, payload);
      if (!decoded.ok || !decoded.value.key.startsWith("command/")) return;
      const command = decoded.value as Command;
      node.commands.push(command);
      const message = answer(command);
      // A test may end before the broker has acknowledged the answer.
      if (message !== undefined) node.say(message).catch(() => undefined);
    });
    for (const { filter, qos } of nodeSubscriptions(homeId, nodeId))
      await client.subscribeAsync(filter, { qos });
    await node.say(birth(undefined, { homeId, nodeId }));
    return node;
  }

  async say(message: MessageContent): Promise<void> {
    const { topic, bytes, qos, retain } = wire(message);
    await this.#client.publishAsync(topic, Buffer.from(bytes), { qos, retain });
  }

  /** Publishes bytes that need not be a message. */
  async sayRaw(topic: string, payload: string | Buffer, retain = false): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1, retain });
  }

  /** Leaves without DISCONNECT, so that the broker publishes the will (MQTT 3.1.1, 3.1.2.5). */
  disappear(): void {
    this.#client.stream.destroy();
    this.#client.end(true);
  }
}
