import { type EventEmitter, once } from "node:events";
import { connect as openSocket } from "node:net";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { type Broker, type BrokerOptions, startBroker } from "../src/index.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function broker(options: BrokerOptions = {}): Promise<Broker> {
  const started = await startBroker(options);
  cleanups.push(() => started.close());
  return started;
}

async function client(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await connectAsync(url, { reconnectPeriod: 0, ...options });
  connected.on("error", () => undefined);
  cleanups.push(() => connected.endAsync(true));
  return connected;
}

/** mqtt.js types its emitter in a way that `once` does not take. */
const event = (emitter: MqttClient, name: string) => once(emitter as unknown as EventEmitter, name);

test("carries a message from one client to another", async () => {
  const { url } = await broker();
  const receiver = await client(url);
  await receiver.subscribeAsync("homesync/#", { qos: 1 });
  const message = event(receiver, "message");
  await (await client(url)).publishAsync("homesync/a/nodes/b/status/rssi", "-60", { qos: 1 });
  const [topic, payload] = await message;
  expect([topic, String(payload)]).toEqual(["homesync/a/nodes/b/status/rssi", "-60"]);
});

test("an in-process subscriber gets the retained copy marked, and live messages not", async () => {
  const started = await broker();
  const publisher = await client(started.url);
  await publisher.publishAsync("a/b", "first", { qos: 1, retain: true });
  const seen: unknown[] = [];
  const unsubscribe = await started.subscribe(["a/+"], (topic, payload, flags) =>
    seen.push([topic, Buffer.from(payload).toString(), flags.retain, flags.qos]),
  );
  await started.publish("a/b", "second", { qos: 1, retain: true });
  await started.publish("a/c", "third", { qos: 0, retain: false });
  await unsubscribe();
  await started.publish("a/c", "unheard", { qos: 0, retain: false });
  expect(seen).toEqual([
    ["a/b", "first", true, 1],
    ["a/b", "second", false, 1],
    ["a/c", "third", false, 0],
  ]);
});

test("an in-process publish reaches a client", async () => {
  const started = await broker();
  const receiver = await client(started.url);
  await receiver.subscribeAsync("a/b", { qos: 1 });
  const message = event(receiver, "message");
  await started.publish("a/b", "hello", { qos: 1, retain: false });
  const [, payload, packet] = await message;
  expect([String(payload), packet.qos, packet.retain]).toEqual(["hello", 1, false]);
});

test("tells who came and who went", async () => {
  const started = await broker();
  const events: string[] = [];
  let gone = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const stop = started.onClient(({ kind, clientId }) => {
    events.push(`${clientId} ${kind}`);
    if (kind === "disconnected") gone();
  });
  await (await client(started.url, { clientId: "one" })).endAsync();
  await left;
  stop();
  await client(started.url, { clientId: "two" });
  expect(events).toEqual(["one connected", "one disconnected"]);
});

test("a payload of 64 KB passes, one byte more ends that client's connection and no other", async () => {
  const warnings: string[] = [];
  const logger = {
    warn: (fields: Readonly<Record<string, unknown>>) => void warnings.push(String(fields["reason"])),
    error: () => undefined,
  };
  const { url } = await broker({ logger });
  const bystander = await client(url);
  const sender = await client(url);
  await sender.publishAsync("a", Buffer.alloc(65_536), { qos: 1 });
  const closed = event(sender, "close");
  sender.publish("a", Buffer.alloc(65_537), { qos: 1 });
  await closed;
  await bystander.publishAsync("a", "still here", { qos: 1 });
  expect(warnings).toEqual(["payload of 65537 bytes, at most 65536 are accepted"]);
});

test("a frame announced as huge ends the connection before it is sent", async () => {
  const { port } = await broker();
  const socket = openSocket(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
  await once(socket, "close");
});

test("only known usernames connect, and keep to their topics", async () => {
  const credentials = { kitchen: { password: "s3cret", filters: ["homesync/kitchen/#"] } };
  const { url } = await broker({ credentials });
  await expect(client(url)).rejects.toMatchObject({ code: 4 });
  await expect(client(url, { username: "kitchen", password: "wrong" })).rejects.toMatchObject({ code: 4 });

  const admitted = await client(url, { username: "kitchen", password: "s3cret" });
  await admitted.subscribeAsync("homesync/kitchen/nodes/+/status/+");
  await expect(admitted.subscribeAsync("homesync/#")).rejects.toMatchObject({ packet: { granted: [128] } });
  await admitted.publishAsync("homesync/kitchen/nodes/a/status/rssi", "-1", { qos: 1 });
  const closed = event(admitted, "close");
  admitted.publish("homesync/bath/nodes/a/status/rssi", "-1", { qos: 1 });
  await closed;
});

test("a credential may be for publishing or for subscribing alone", async () => {
  const filters = ["homesync/kitchen/#"];
  const { url } = await broker({
    credentials: {
      meter: { password: "m", filters, only: "publish" },
      screen: { password: "s", filters, only: "subscribe" },
    },
  });
  const topic = "homesync/kitchen/nodes/a/status/rssi";
  const screen = await client(url, { username: "screen", password: "s" });
  await screen.subscribeAsync(topic);
  const meter = await client(url, { username: "meter", password: "m" });
  await expect(meter.subscribeAsync(topic)).rejects.toMatchObject({ packet: { granted: [128] } });
  const message = event(screen, "message");
  await meter.publishAsync(topic, "-1", { qos: 1 });
  expect((await message)[0]).toBe(topic);
  const closed = event(screen, "close");
  screen.publish(topic, "-1", { qos: 1 });
  await closed;
});

test("a port in use is named, with what to do", async () => {
  const { port } = await broker();
  await expect(startBroker({ port })).rejects.toMatchObject({
    name: "BrokerStartError",
    code: "port_in_use",
    message: expect.stringMatching(new RegExp(`port ${port} .*choose another port`)),
  });
});

test("an address of another machine is refused with what to use", async () => {
  await expect(startBroker({ host: "192.0.2.1" })).rejects.toMatchObject({ code: "no_such_address" });
});

test("close ends every connection, also one that never said CONNECT, and frees the port", async () => {
  const started = await startBroker();
  const connected = await client(started.url);
  const silent = openSocket(started.port, "127.0.0.1");
  await once(silent, "connect");
  const closed = Promise.all([event(connected, "close"), once(silent, "close")]);
  await started.close();
  await started.close();
  await closed;
  await (await startBroker({ port: started.port })).close();
});
