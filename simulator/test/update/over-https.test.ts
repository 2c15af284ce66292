import { parseBrokerUrl } from "@homesync/broker/reach";
import { makeCertificate } from "@homesync/broker/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { ImageServer, simulatedImage, startFleet } from "../../src/index.ts";
import { BROKER_KINDS } from "../brokers/broker-kinds.ts";
import { payloadsOn, Watcher } from "../brokers/watcher.ts";
import { NEW_VERSION, offer, publicKey } from "./update-scene.ts";

describe("an update over https", () => {
  test("the MQTT session makes room: absent with `update`, then the new version", async () => {
    const certificate = await makeCertificate();
    const server = await ImageServer.start({ certificate });
    onTestFinished(() => server.close());
    const broker = await (BROKER_KINDS[0] as (typeof BROKER_KINDS)[number]).start();
    onTestFinished(() => broker.close());
    const watcher = await Watcher.open(broker.url);
    onTestFinished(() => watcher.close());
    const fleet = await startFleet({
      broker: { address: parseBrokerUrl(broker.url) },
      nodes: 1,
      homePrefix: "sim-ota",
      updates: { publicKey, ca: certificate.cert },
    });
    onTestFinished(() => fleet.kill());
    await fleet.whenConnected();
    const image = simulatedImage({ version: NEW_VERSION });
    const fields = offer(image, server.serve("a.bin", image));
    const topic = "homesync/sim-ota-0001/nodes/node-001/command/ota";
    await watcher.client.publishAsync(topic, JSON.stringify(fields), { qos: 1 });
    await watcher.until("success", (seen) =>
      payloadsOn(seen, "/response/ota").some(({ status }) => status === "success"),
    );
    // Nothing is said between the absence and the new version, as nobody is there.
    const said = payloadsOn(watcher.seen, "/response/ota").map(({ status }) => status);
    expect(said).toEqual(["in_progress", "success"]);
    expect(payloadsOn(watcher.seen, "/status/online").map(({ reason }) => reason)).toContain("update");
  });
});

test("an image server's port that is in use is an error of its start", async () => {
  const first = await ImageServer.start();
  onTestFinished(() => first.close());
  const port = Number(new URL(first.serve("a", new Uint8Array(1))).port);
  await expect(ImageServer.start({ port })).rejects.toThrow("EADDRINUSE");
});
