import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { startBroker } from "@homesync/broker";
import { freePort, withServers } from "@homesync/broker/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { LinkOfflineError } from "../src/link/link.ts";
import { connackProblem, disconnectProblem, socketProblem } from "../src/link/problem.ts";
import { linkWays } from "./link-ways.ts";
import { linkWithMosquitto } from "./link-with-mosquitto.ts";
import { incoming, power, wire } from "./support/messages.ts";
import { RecordedLink } from "./support/recorded-link.ts";

test("a broker that speaks 3.1.1 only is connected with that", async () => {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  const recorded = new RecordedLink(broker.url);
  await recorded.start();
  await recorded.reaches("connected");
  expect(recorded.states).toEqual(["connecting", "connecting", "connected"]);
  expect(recorded.log.lines().at(-1)).toMatchObject({ msg: "broker connected", mqtt: "3.1.1" });

  await broker.publish(wire(power(1)).topic, wire(power(1)).bytes, { qos: 0, retain: false });
  await vi.waitFor(() => expect(recorded.messages).toHaveLength(1));
  expect(recorded.messages[0]).toMatchObject({ topic: incoming(power(1)).topic, retained: false });
});

test("REQ-006 Network unreachable: an unreachable broker is tried again after 1, 2 and 4 seconds, and a publish meanwhile is refused", async () => {
  const recorded = new RecordedLink(`mqtt://127.0.0.1:${await freePort()}`);
  await recorded.start();
  for (const wait of [1_000, 2_000, 4_000]) {
    expect(await recorded.reaches("error")).toMatchObject({ problem: { code: "unreachable" } });
    await expect(recorded.link.publish({ ...wire(power(1)) })).rejects.toThrow(LinkOfflineError);
    await recorded.skipWait(wait);
  }
  expect(recorded.states.slice(0, 4)).toEqual(["connecting", "error", "connecting", "error"]);
});

test("REQ-002 Auto-connect on startup: a broker that never answers is given up", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const recorded = new RecordedLink(
    `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    {},
    { connectTimeoutMs: 100 },
  );
  await recorded.start();
  expect(await recorded.reaches("error")).toMatchObject({ problem: { code: "timeout" } });
});

test("a second client with the same id ends the first, which says so (MQTT 5, DISCONNECT 0x8E)", async () => {
  const server = createServer((socket) => {
    socket.on("data", (packet: Buffer) => {
      if (packet[0] === 0x10) socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
      // SUBSCRIBE: its packet id stands behind a remaining length of one byte, or of two.
      const idAt = (packet[1] ?? 0) < 0x80 ? 2 : 3;
      if (packet[0] !== 0x82) return;
      socket.write(Buffer.from([0x90, 6, packet[idAt] ?? 0, packet[idAt + 1] ?? 0, 0, 0, 1, 1]));
      socket.end(Buffer.from([0xe0, 2, 0x8e, 0]));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const recorded = new RecordedLink(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await recorded.start();
  await vi.waitFor(() => expect(recorded.states).toEqual(["connecting", "connected", "disconnected"]));
  expect(recorded.link.status.problem?.code).toBe("session_taken_over");
});

test("closing while it connects does not wait for the connect", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const recorded = new RecordedLink(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const accepted = once(server, "connection");
  await recorded.start();
  await accepted;
  await recorded.link.close();
  expect(recorded.link.status.state).toBe("disconnected");
});

test("closing while it waits ends the wait", async () => {
  const recorded = new RecordedLink(`mqtt://127.0.0.1:${await freePort()}`);
  await recorded.start();
  await vi.waitFor(() => expect(recorded.clock.delays).toEqual([1_000]));
  await recorded.link.close();
  expect(recorded.clock.delays).toEqual([]);
  expect(recorded.link.status.state).toBe("disconnected");
});

test.each([4, 5, 134, 135])(
  "REQ-006 Authentication failure: CONNACK %i is an authentication failure that says what to check",
  (code) => {
    const { message } = connackProblem(code);
    expect(message).toMatch(/^Authentication Failed.*--username.*HOMESYNC_MQTT_PASSWORD/);
  },
);

test("REQ-006 Broker limits reached: CONNACK 5, which HiveMQ gives above its plan's connections too, says both", () => {
  expect(connackProblem(5).message).toMatch(
    /plan's connections may be in use: remove old sessions or take a larger plan/,
  );
  expect(connackProblem(4).message).not.toContain("plan");
});

test.each([
  [connackProblem(1), "protocol_refused"],
  [connackProblem(3), "server_busy"],
  [connackProblem(137), "server_busy"],
  [connackProblem(151), "limit_reached"],
  [connackProblem(159), "limit_reached"],
  [connackProblem(200), "refused"],
  [disconnectProblem(142), "session_taken_over"],
  [disconnectProblem(151), "limit_reached"],
  [disconnectProblem(0), "lost"],
  [socketProblem("", "ECONNREFUSED"), "unreachable"],
  [socketProblem("", "ENOTFOUND"), "unreachable"],
  [socketProblem("", "ECONNRESET"), "lost"],
  [socketProblem("", "ERR_TLS_CERT_ALTNAME_INVALID"), "tls"],
  [socketProblem("", "SELF_SIGNED_CERT_IN_CHAIN"), "tls"],
])("%o is told apart", (problem, code) => {
  expect(problem.code).toBe(code);
});

test("REQ-006 Broker limits reached: connects that are closed again and again without an answer are told as a limit", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const recorded = new RecordedLink(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await recorded.start();
  for (const wait of [1_000, 2_000]) {
    expect((await recorded.reaches("error")).problem?.code).toBe("closed_early");
    await recorded.skipWait(wait);
  }
  await vi.waitFor(() => expect(recorded.link.status.problem?.code).toBe("limit_reached"));
  expect(recorded.link.status.problem?.message).toMatch(/reduce the load, take a larger plan/);
  // A broker at its limit is not hammered.
  await vi.waitFor(() => expect(recorded.clock.delays).toEqual([60_000]));
  expect(recorded.link.problems.get("closed_early")).toBe(2);
});

withServers("with a real mosquitto", linkWithMosquitto);
withServers("the ways to a real mosquitto", linkWays);
