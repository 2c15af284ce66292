// What mqtt.js alone costs on the same stream: it subscribes as the bridge does, and throws every message away.
import { backendSubscriptions } from "@homesync/protocol";
import { connectAsync } from "mqtt";
import { answerSamples } from "../../bench/measure/answer-samples.js";

const { brokerUrl, telemetryQos } = JSON.parse(process.argv[2]);
const client = await connectAsync(brokerUrl, { protocolVersion: 5 });
let received = 0;
client.on("message", () => {
  received += 1;
});
for (const { filter, qos } of backendSubscriptions()) {
  await client.subscribeAsync(filter, { qos: filter.includes("telemetry") ? telemetryQos : qos });
}
answerSamples(
  { brokerUrl },
  () => ({ received, stored: received }),
  () => client.endAsync(),
);
