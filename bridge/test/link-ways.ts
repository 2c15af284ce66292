import { parseBrokerUrl } from "@homesync/broker/reach";
import { freePort, makeCertificate, startMosquitto, type TestCertificate } from "@homesync/broker/testing";
import { expect, test, vi } from "vitest";
import { power, wire } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { RecordedLink } from "./support/recorded-link.ts";

const eventually = { timeout: 20_000, interval: 10 };

/** A link whose own address leads nowhere yet, and a broker that can be reached by WebSocket only. */
async function blocked(certificate: TestCertificate) {
  const webSocket = await startMosquitto({ certificate, webSockets: true });
  const port = await freePort();
  const ca = certificate.cert;
  const fallback = { address: parseBrokerUrl(webSocket.url), ca };
  return { port, recorded: new RecordedLink(`mqtts://localhost:${port}`, { ca }, { fallback }) };
}

/** Tests of the ways to a broker; registered only where a real mosquitto is expected. */
export function linkWays(): void {
  test("REQ-001 WebSocket fallback: a blocked port is gone round by WSS, and the bridge goes back when it opens", async () => {
    const certificate = await makeCertificate();
    const { port, recorded } = await blocked(certificate);
    await recorded.start();
    await recorded.reaches("connected");
    expect(recorded.states).toEqual(["connecting", "error", "connecting", "connected"]);
    expect(recorded.link.address).toMatch(/^wss:\/\/localhost:\d+\/mqtt$/);

    await startMosquitto({ certificate, port });
    await vi.waitFor(() => expect(recorded.clock.delays).toContain(300_000), eventually);
    recorded.clock.advance(300_000);
    await vi.waitFor(() => expect(recorded.link.address).toBe(`mqtts://localhost:${port}`), eventually);
    const goneBack = ["disconnected", "connecting", "connected"];
    await vi.waitFor(() => expect(recorded.states.slice(4)).toEqual(goneBack), eventually);
  });

  test("REQ-001 WebSocket fallback: the same comes and goes over WSS", async () => {
    const certificate = await makeCertificate();
    const { recorded } = await blocked(certificate);
    await recorded.start();
    await recorded.reaches("connected");
    // What it sends itself comes back to it, as it listens to all homes.
    await recorded.link.publish({ ...wire(power(7)), qos: 1, retain: false });
    await vi.waitFor(() => expect(recorded.messages.at(-1)?.topic).toBe(wire(power(7)).topic), eventually);
  });

  test("a certificate that is not accepted is told, and not gone round", async () => {
    const certificate = await makeCertificate();
    const direct = await startMosquitto({ certificate });
    const webSocket = await startMosquitto({ certificate, webSockets: true });
    const recorded = new RecordedLink(
      direct.url,
      {},
      { fallback: { address: parseBrokerUrl(webSocket.url) } },
    );
    await recorded.start();
    expect((await recorded.reaches("error")).problem?.code).toBe("tls");
    expect(recorded.link.address).toBe(direct.url);
  });

  test.each([20, 1_000])(
    "REQ-003 Multi-device subscription: %i registered nodes are each subscribed to",
    async (count) => {
      const broker = await startMosquitto();
      const nodes = Array.from({ length: count }, (_, at) => ({ homeId: "home-1", nodeId: `node-${at}` }));
      const recorded = new RecordedLink(broker.url, {}, { nodes });
      await recorded.start();
      await recorded.reaches("connected");
      const says = async (nodeId: string): Promise<void> => {
        const node = await PlayedNode.connect(broker.url, { homeId: "home-1", nodeId });
        await node.say(power(1, undefined, { nodeId }));
      };
      await says(`node-${count}`);
      await says(`node-${count - 1}`);
      await vi.waitFor(
        () => expect(recorded.messages.at(-1)?.topic).toContain(`/node-${count - 1}/telemetry`),
        eventually,
      );
      expect(recorded.messages.some(({ topic }) => topic.includes(`/node-${count}/`))).toBe(false);
    },
  );

  test("REQ-003 Device data subscription: a node that is registered is listened to, and no more when it is removed", async () => {
    const broker = await startMosquitto({ verbose: true });
    const recorded = new RecordedLink(broker.url, {}, { nodes: [] });
    await recorded.start();
    await recorded.reaches("connected");
    recorded.link.watch({ homeId: "home-1", nodeId: "node-001" });
    await vi.waitFor(() => expect(broker.output).toMatch(/Sending SUBACK to hs-bridge/), eventually);
    const granted = [...broker.output.matchAll(/hs-bridge-\w+ (\d) (homesync\/\S+)/g)].map(
      ([, qos, filter]) => [filter, qos],
    );
    expect(granted).toEqual([
      ["homesync/home-1/nodes/node-001/telemetry/+", "0"],
      ["homesync/home-1/nodes/node-001/status/+", "1"],
      ["homesync/home-1/nodes/node-001/response/+", "1"],
    ]);
    recorded.link.unwatch({ homeId: "home-1", nodeId: "node-001" });
    await vi.waitFor(() => expect(broker.output).toMatch(/Received UNSUBSCRIBE from hs-bridge/), eventually);
  });

  test("a node that is registered, or removed, while the broker is away is known when it is there", async () => {
    const broker = await startMosquitto({ verbose: true });
    const recorded = new RecordedLink(broker.url, {}, { nodes: [{ homeId: "home-1", nodeId: "node-old" }] });
    recorded.link.watch({ homeId: "home-1", nodeId: "node-new" });
    recorded.link.unwatch({ homeId: "home-1", nodeId: "node-old" });
    await recorded.start();
    await recorded.reaches("connected");
    await vi.waitFor(() => expect(broker.output).toMatch(/Sending SUBACK to hs-bridge/), eventually);
    expect(broker.output).toContain("homesync/home-1/nodes/node-new/telemetry/+");
    expect(broker.output).not.toContain("node-old");
  });

  test("REQ-002 Graceful disconnect: a session that the broker forgets is unsubscribed, then ended", async () => {
    const broker = await startMosquitto({ verbose: true });
    const recorded = new RecordedLink(broker.url, {}, { clean: true });
    await recorded.start();
    await recorded.reaches("connected");
    await recorded.link.close();
    await vi.waitFor(() => expect(broker.output).toMatch(/Received DISCONNECT from hs-bridge/), eventually);
    expect(broker.output.indexOf("Received UNSUBSCRIBE")).toBeLessThan(
      broker.output.indexOf("Received DISCONNECT"),
    );
    expect(broker.output).toContain("Received UNSUBSCRIBE");
  });

  test("what the bridge sends and receives is metered from its frames", async () => {
    const broker = await startMosquitto();
    const recorded = new RecordedLink(broker.url);
    await recorded.start();
    await recorded.reaches("connected");
    const { bytesIn, bytesOut } = recorded.link.traffic;
    expect(bytesOut).toBeGreaterThan(100);
    const node = await PlayedNode.connect(broker.url);
    const before = recorded.link.traffic.bytesIn;
    await node.say(power(42));
    await vi.waitFor(() => expect(recorded.messages.at(-1)?.topic).toBe(wire(power(42)).topic), eventually);
    expect(before).toBeGreaterThanOrEqual(bytesIn);
    const { topic, bytes } = wire(power(42));
    // PUBLISH of MQTT 5 at QoS 0: fixed header, topic and its length, no properties, payload (3.3).
    expect(recorded.link.traffic.bytesIn - before).toBeGreaterThanOrEqual(
      3 + 2 + topic.length + 1 + bytes.length,
    );
  });
}
