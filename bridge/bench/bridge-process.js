// A bridge that is measured, as it was built. Its configuration is the first argument, as JSON.

import { answerSamples } from "../../bench/measure/answer-samples.js";
import { startBridge } from "../dist/index.js";

const bridge = await startBridge({ http: { port: 0 }, ...JSON.parse(process.argv[2]) });
if (bridge.stats().link.state !== "connected") {
  await new Promise((resolve) => {
    const stop = bridge.onLinkStatus(({ state }) => {
      if (state !== "connected") return;
      stop();
      resolve();
    });
  });
}
const token = await bridge.issueToken({ homes: "*", role: "admin" });
answerSamples(
  { brokerUrl: bridge.brokerUrl, apiUrl: bridge.url, token },
  () => {
    const { received, stored } = bridge.stats();
    return { received, stored };
  },
  () => bridge.close(),
);
