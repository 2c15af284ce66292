import { once } from "node:events";
import { parseBrokerUrl } from "@homesync/broker/reach";
import type { IPublishPacket } from "mqtt-packet";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Connection } from "../src/mqtt/connection.ts";
import type { ConnectionOwner } from "../src/mqtt/connection-owner.ts";
import type { Failure } from "../src/mqtt/failure.ts";
import { MqttIo } from "../src/mqtt/io.ts";
import { ScriptedBroker, type ScriptedClient } from "./brokers/scripted.ts";

const FIELDS = {
  clientId: "homesync_home_node_1",
  will: { topic: "w", payload: Buffer.from("gone"), qos: 1 as const, retain: true },
  keepAliveS: 60,
  clean: false,
};

/** The owner of a connection, as a queue of what it was told. */
class Owner implements ConnectionOwner {
  readonly #events: unknown[][] = [];
  readonly #waiting: ((event: unknown[]) => void)[] = [];
  readonly onConnected = (sessionPresent: boolean): void => this.#push("connected", sessionPresent);
  readonly onClosed = (failure: Failure | undefined): void => this.#push("closed", failure?.kind);
  readonly onMessage = (topic: string, payload: Buffer, flags: number): void =>
    this.#push("message", topic, payload.toString(), flags);
  readonly onPublished = (packetId: number): void => this.#push("published", packetId);

  next(): Promise<unknown[]> {
    const ready = this.#events.shift();
    return ready ? Promise.resolve(ready) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #push(...event: unknown[]): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(event);
    else this.#events.push(event);
  }
}

let nowMs = 0;
const clock = { monotonicMs: () => nowMs, utcMs: () => 0, timer: () => () => undefined };
let broker: ScriptedBroker;
let io: MqttIo;
let owner: Owner;
let connection: Connection;

beforeEach(async () => {
  nowMs = 1000;
  broker = new ScriptedBroker();
  io = new MqttIo({ address: parseBrokerUrl(`mqtt://127.0.0.1:${await broker.listen()}`) }, clock);
  owner = new Owner();
  connection = new Connection(io, owner);
});

afterEach(async () => {
  connection.abort();
  await broker.close();
});

async function open(fields = FIELDS, sessionPresent = false): Promise<ScriptedClient> {
  const arriving = broker.client();
  connection.open(fields);
  const client = await arriving;
  await client.accept(sessionPresent);
  expect(await owner.next()).toEqual(["connected", sessionPresent]);
  return client;
}

function publish(topic: string, payload: string | Uint8Array, flags: number): number {
  const topicBytes = Buffer.from(topic);
  const bytes = Buffer.concat([topicBytes, Buffer.from(payload)]);
  const id = connection.publish(
    bytes,
    0,
    topicBytes.length,
    topicBytes.length,
    bytes.length - topicBytes.length,
    flags,
  );
  io.outgoing.flush();
  return id;
}

test("CONNECT carries client id, will, keep-alive and session as the node says", async () => {
  const arriving = broker.client();
  connection.open(FIELDS);
  expect(await (await arriving).accept()).toMatchObject({
    cmd: "connect",
    protocolVersion: 4,
    clientId: "homesync_home_node_1",
    clean: false,
    keepalive: 60,
    will: { topic: "w", payload: Buffer.from("gone"), qos: 1, retain: true },
  });
});

test("a command is handed to the node and acknowledged after", async () => {
  const client = await open();
  client.send({
    cmd: "publish",
    topic: "home/node/command/relay",
    payload: '{"action":"on"}',
    qos: 1,
    retain: false,
    dup: true,
    messageId: 77,
  });
  expect(await owner.next()).toEqual(["message", "home/node/command/relay", '{"action":"on"}', 1 | 8]);
  expect(await client.next()).toMatchObject({ cmd: "puback", messageId: 77 });
});

test("what was not acknowledged is sent again with DUP, in order and with its packet id, before anything new", async () => {
  const client = await open();
  expect([publish("t/1", "a", 1 | 4), publish("t/2", "b", 1), publish("t/3", "c", 1)]).toEqual([1, 2, 3]);
  for (let index = 0; index < 3; index++) await client.next();
  client.send({ cmd: "puback", messageId: 2 });
  expect(await owner.next()).toEqual(["published", 2]);
  client.socket.destroy();
  expect(await owner.next()).toEqual(["closed", "closed_by_broker"]);

  const again = await open(FIELDS, true);
  expect(publish("t/4", "d", 1)).toBe(4);
  const packets = [await again.next(), await again.next(), await again.next()] as IPublishPacket[];
  expect(packets.map(({ topic, messageId, dup, retain }) => [topic, messageId, dup, retain])).toEqual([
    ["t/1", 1, true, true],
    ["t/3", 3, true, false],
    ["t/4", 4, false, false],
  ]);
  expect(io.counters.resent).toBe(2);
});

test("a clean session begins with nothing to send again", async () => {
  const client = await open();
  publish("t/1", "a", 1);
  await client.next();
  client.socket.destroy();
  await owner.next();
  const again = await open({ ...FIELDS, clean: true });
  publish("t/2", "b", 0);
  expect(await again.next()).toMatchObject({ topic: "t/2" });
});

test("publishes are refused, and counted, when not connected and when the broker takes nothing more", async () => {
  expect(publish("t", "too early", 0)).toBe(0);
  const client = await open();
  client.socket.pause();
  const payload = new Uint8Array(32 * 1024);
  let accepted = 0;
  // The buffers of the system take some megabytes before anything waits in the process.
  while (accepted < 10_000 && publish("t", payload, 0) !== 0) accepted++;
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(10_000);
  expect(io.counters.refused).toBe(2);
  client.socket.resume();
  // Once the broker reads again, publishes are accepted again.
  for (let count = 0; count < accepted; count++) await client.next();
  expect(publish("t", "again", 0)).not.toBe(0);
});

test("at most 256 publishes wait for their PUBACK", async () => {
  const client = await open();
  for (let count = 0; count < 256; count++) expect(publish("t", "", 1)).not.toBe(0);
  expect(publish("t", "", 1)).toBe(0);
  expect(publish("t", "", 0)).not.toBe(0);
  client.send({ cmd: "puback", messageId: 100 });
  expect(await owner.next()).toEqual(["published", 100]);
  expect(publish("t", "", 1)).toBe(257);
});

test.each([
  [1, "protocol_refused"],
  [2, "identifier_rejected"],
  [3, "server_unavailable"],
  [4, "bad_credentials"],
  [5, "bad_credentials"],
])("CONNACK %i ends the connection as %s", async (returnCode, kind) => {
  const arriving = broker.client();
  connection.open(FIELDS);
  const client = await arriving;
  await client.next();
  client.send({ cmd: "connack", returnCode, sessionPresent: false });
  expect(await owner.next()).toEqual(["closed", kind]);
});

test("a broker that just closes is told apart", async () => {
  const arriving = broker.client();
  connection.open(FIELDS);
  (await arriving).socket.end();
  expect(await owner.next()).toEqual(["closed", "closed_before_connack"]);
});

test("nobody there is told apart", async () => {
  await broker.close();
  connection.open(FIELDS);
  expect(await owner.next()).toEqual(["closed", "unreachable"]);
});

test("a refused subscription ends the connection, so that the node tries again", async () => {
  const client = await open();
  connection.subscribe("home/+/command/+", 1);
  io.outgoing.flush();
  const packet = await client.next();
  expect(packet).toMatchObject({ cmd: "subscribe", subscriptions: [{ topic: "home/+/command/+", qos: 1 }] });
  client.send({ cmd: "suback", messageId: packet.messageId as number, granted: [128] });
  expect(await owner.next()).toEqual(["closed", "subscription_refused"]);
});

test("an idle connection pings before the keep-alive ends, and is given up when no answer comes", async () => {
  const client = await open();
  const pingMs = connection.service(nowMs);
  expect(pingMs).toBeGreaterThan(nowMs + 55_000);
  expect(pingMs).toBeLessThan(nowMs + 60_000);
  nowMs = pingMs;
  connection.service(nowMs);
  io.outgoing.flush();
  expect(await client.next()).toMatchObject({ cmd: "pingreq" });
  client.send({ cmd: "pingresp" });
  // A PUBLISH behind it tells when the PINGRESP has been read.
  client.send({ cmd: "publish", topic: "t", payload: "", qos: 0, retain: false, dup: false });
  await owner.next();
  expect(connection.service(nowMs)).toBe(nowMs + (pingMs - 1000));

  nowMs += 59_000;
  const giveUpMs = connection.service(nowMs);
  expect(connection.isOpen).toBe(true);
  nowMs = giveUpMs;
  connection.service(nowMs);
  expect(await owner.next()).toEqual(["closed", "ping_timeout"]);
});

test("a node that only publishes at QoS 0 notices a dead broker all the same", async () => {
  await open();
  let failed = false;
  void owner.next().then(() => {
    failed = true;
  });
  for (let second = 0; second < 100 && connection.isOpen; second++) {
    nowMs += 1000;
    publish("t", "x", 0);
    connection.service(nowMs);
  }
  await new Promise(setImmediate);
  expect(connection.isOpen).toBe(false);
  await expect.poll(() => failed).toBe(true);
});

test.each([
  ["a frame above the limit", Buffer.from([0x30, 0xff, 0xff, 0x7f]), "too_large"],
  ["a second CONNACK", Buffer.from([0x20, 2, 0, 0]), "malformed"],
  ["a packet that only clients send", Buffer.from([0xc0, 0]), "malformed"],
  ["a PUBLISH of QoS 2", Buffer.from([0x34, 5, 0, 1, 0x61, 0, 1]), "malformed"],
  ["a topic longer than its frame", Buffer.from([0x30, 3, 0, 9, 0x61]), "malformed"],
])("%s ends the connection as %s", async (_name, bytes, kind) => {
  const client = await open();
  client.sendBytes(bytes);
  expect(await owner.next()).toEqual(["closed", kind]);
});

test("disconnect says DISCONNECT behind what was sent before, then closes and reports", async () => {
  const client = await open();
  publish("t", "last", 0);
  connection.disconnect();
  expect(await client.next()).toMatchObject({ cmd: "publish" });
  expect(await client.next()).toMatchObject({ cmd: "disconnect" });
  expect(await owner.next()).toEqual(["closed", undefined]);
});

test("abort closes without DISCONNECT and without a report", async () => {
  const client = await open();
  const closed = once(client.socket, "close");
  let sent = 0;
  void client.next().then(() => sent++);
  connection.abort();
  await closed;
  expect(sent).toBe(0);
  // Opening again begins afresh, and the end of the first is not mistaken for the second's.
  const again = await open();
  again.socket.destroy();
  expect(await owner.next()).toEqual(["closed", "closed_by_broker"]);
});
