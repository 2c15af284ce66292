import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Secret } from "@homesync/broker/reach";
import { makeCertificate, startMosquitto } from "@homesync/broker/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { birth, power, response, wire } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { RecordedLink } from "./support/recorded-link.ts";

const eventually = { timeout: 10_000, interval: 10 };

/** A client that the broker admitted; rejects when the broker turned it away. */
async function admitted(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  const closed = once(socket, "close").then(() => {
    throw new Error("turned away");
  });
  // CONNECT of MQTT 3.1.1, clean session, client id "g"
  socket.write(Buffer.from("100d00044d5154540402003c000167", "hex"));
  await Promise.race([once(socket, "data"), closed]);
  closed.catch(() => undefined);
  return socket;
}

/** The link's tests against a real mosquitto; registered only where one is expected. */
export function linkWithMosquitto(): void {
  test("REQ-001 Broker configuration: MQTT 5, persistent session, keepalive 60, and the QoS of the topic table", async () => {
    const broker = await startMosquitto({ verbose: true });
    const recorded = new RecordedLink(broker.url);
    await recorded.start();
    await recorded.reaches("connected");
    await vi.waitFor(
      () => expect(broker.output).toMatch(/as hs-bridge-0123456789ab \(p5, c0, k60/),
      eventually,
    );
    const granted = [...broker.output.matchAll(/hs-bridge-\w+ (\d) (homesync\/\S+)/g)].map(
      ([, qos, filter]) => [filter, Number(qos)],
    );
    expect(granted).toEqual([
      ["homesync/+/nodes/+/telemetry/+", 0],
      ["homesync/+/nodes/+/status/+", 1],
      ["homesync/+/nodes/+/response/+", 1],
    ]);
  });

  test("REQ-002 Automatic reconnection: a broker that restarts is connected and subscribed again", async () => {
    const broker = await startMosquitto();
    const recorded = new RecordedLink(broker.url);
    await recorded.start();
    await recorded.reaches("connected");
    await broker.stop();
    await recorded.reaches("disconnected");
    await recorded.skipWait(1_000);
    await recorded.reaches("error");
    await broker.restart();
    await recorded.skipWait(2_000);
    await recorded.reaches("connected");
    expect(recorded.states).toEqual([
      "connecting",
      "connected",
      "disconnected",
      "connecting",
      "error",
      "connecting",
      "connected",
    ]);

    const node = await PlayedNode.connect(broker.url);
    await node.say(power(42));
    await vi.waitFor(() => expect(recorded.messages.at(-1)?.topic).toBe(wire(power(42)).topic), eventually);
  });

  test("what is sent at QoS 1 while the bridge is away is waiting for it", async () => {
    const broker = await startMosquitto({ verbose: true });
    const first = new RecordedLink(broker.url);
    await first.start();
    await first.reaches("connected");
    await first.link.close();
    await vi.waitFor(() => expect(broker.output).toMatch(/Received DISCONNECT from hs-bridge-/), eventually);

    const node = await PlayedNode.connect(broker.url);
    await node.say(response({ request_id: "r-1", status: "success", result: "on" }));
    const second = new RecordedLink(broker.url);
    await second.start();
    await vi.waitFor(() => {
      expect(second.messages.map(({ text }) => text).join()).toContain('"request_id":"r-1"');
    }, eventually);
  });

  test("a retained copy is told from a live message", async () => {
    const broker = await startMosquitto();
    const node = await PlayedNode.connect(broker.url);
    const recorded = new RecordedLink(broker.url);
    await recorded.start();
    await vi.waitFor(() => expect(recorded.messages).toMatchObject([{ retained: true }]), eventually);
    await node.say(birth());
    await vi.waitFor(() => expect(recorded.messages[1]).toMatchObject({ retained: false }), eventually);
  });

  test("REQ-006 Authentication failure: a wrong password is told as Authentication Failed, and tried again", async () => {
    const broker = await startMosquitto({ user: { name: "bridge", password: "right" } });
    const recorded = new RecordedLink(broker.url, { username: "bridge", password: new Secret("wrong") });
    await recorded.start();
    const status = await recorded.reaches("error");
    expect(status.problem?.code).toBe("authentication_failed");
    expect(status.problem?.message).toMatch(/^Authentication Failed/);
    expect(recorded.log.text()).toContain("Authentication Failed");
    await recorded.skipWait(30_000);
    await vi.waitFor(
      () => expect(recorded.states.filter((state) => state === "error")).toHaveLength(2),
      eventually,
    );

    const right = new RecordedLink(broker.url, { username: "bridge", password: new Secret("right") });
    await right.start();
    await right.reaches("connected");
  });

  test("REQ-006 Broker limits reached: a broker at its connection limit, which says nothing, is not taken for another fault", async () => {
    const broker = await startMosquitto({ config: ["max_connections 1"] });
    const guest = await admitted(broker.port);
    onTestFinished(() => {
      guest.destroy();
    });
    const recorded = new RecordedLink(broker.url);
    await recorded.start();
    const { problem } = await recorded.reaches("error");
    expect(problem).toMatchObject({ code: "closed_early", message: expect.stringContaining("limit") });
  });

  test("REQ-001 TLS/SSL connection: TLS is verified: against the CA given, and refused without it", async () => {
    const certificate = await makeCertificate();
    const broker = await startMosquitto({ certificate });
    const trusting = new RecordedLink(broker.url, { ca: certificate.cert });
    await trusting.start();
    await trusting.reaches("connected");

    const doubting = new RecordedLink(broker.url);
    await doubting.start();
    const { problem } = await doubting.reaches("error");
    expect(problem?.code).toBe("tls");
    expect(problem?.message).toContain("--ca-file");
  });
}
