import { connectAsync } from "mqtt";

/**
 * The backend under test: it watches the power of every node, and switches off the relay of one that draws too much.
 * @param {string} brokerUrl
 * @param {number} limitW
 * @param {(node: string, powerW: number) => void} onOverload
 */
export async function watchOverloads(brokerUrl, limitW, onOverload) {
  const client = await connectAsync(brokerUrl);
  client.on("message", (topic, payload) => {
    const node = topic.replace("/telemetry/power", "");
    const { value } = JSON.parse(payload.toString());
    if (value <= limitW) return;
    onOverload(node, value);
    const command = {
      action: "off",
      request_id: `overload-${Date.now()}`,
      timestamp: new Date().toISOString(),
    };
    client.publish(`${node}/command/relay`, JSON.stringify(command), { qos: 1 });
  });
  await client.subscribeAsync("homesync/+/nodes/+/telemetry/power");
  return { stop: () => client.endAsync() };
}
