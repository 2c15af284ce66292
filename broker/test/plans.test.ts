import { type EventEmitter, once } from "node:events";
import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { type Broker, type BrokerOptions, PLANS, type Plan, startBroker } from "../src/index.ts";
import { Gate } from "../src/plans/gate.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const THREE: Plan = { ...PLANS["hivemq-free"], maxSessions: 3 };

async function broker(options: BrokerOptions): Promise<Broker> {
  const started = await startBroker(options);
  cleanups.push(() => started.close());
  return started;
}

async function client(url: string, clientId: string, options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await connectAsync(url, { clientId, reconnectPeriod: 0, ...options });
  connected.on("error", () => undefined);
  cleanups.push(() => connected.endAsync(true));
  return connected;
}

test("the free plan is the specification's", () => {
  expect(PLANS["hivemq-free"]).toMatchObject({
    maxSessions: 100,
    bytesPerMonth: 10e9,
    maxConnectsPerS: 1000,
    maxMessageBytes: 64 * 1024,
  });
  expect(PLANS["hivemq-starter"]).toMatchObject({
    maxSessions: 1000,
    bytesPerMonth: 100e9,
    pricePerMonth: 30,
  });
  expect(PLANS["hivemq-business"]).toMatchObject({
    maxSessions: 10_000,
    bytesPerMonth: 500e9,
    pricePerMonth: 150,
  });
});

test("a connect over the limit is told NOT_AUTHORIZED, as HiveMQ does; a client of before is let in again", async () => {
  const { url, usage } = await broker({ plan: THREE });
  for (const id of ["a", "b", "c"]) await client(url, id);
  await expect(client(url, "d")).rejects.toMatchObject({ code: 5 });
  await client(url, "c");
  expect(usage()).toMatchObject({ sessions: 3, refused: 1 });
});

test("a persistent session counts while its client is away, a clean one does not", async () => {
  const started = await broker({ plan: THREE });
  const away = await client(started.url, "away", { clean: false });
  await away.endAsync();
  for (const id of ["b", "c"]) await client(started.url, id);
  await expect(client(started.url, "d")).rejects.toMatchObject({ code: 5 });

  // Taken over with a clean session it ends with its connection [MQTT-3.1.2-6], which makes room.
  await (await client(started.url, "away", { clean: true })).endAsync();
  await expect.poll(() => started.usage().sessions).toBe(2);
  await client(started.url, "d");
});

test("bad credentials take no place", async () => {
  const credentials = { kitchen: { password: "s3cret", filters: ["homesync/kitchen/#"] } };
  const { url, usage } = await broker({ plan: THREE, credentials });
  await expect(client(url, "a", { username: "kitchen", password: "wrong" })).rejects.toMatchObject({
    code: 4,
  });
  expect(usage()).toMatchObject({ sessions: 0, refused: 0 });
});

test("a credential with more filters than the plan allows is refused, with what to do", async () => {
  const credentials = { kitchen: { password: "s3cret", filters: ["homesync/kitchen/#", "test/#"] } };
  await expect(startBroker({ plan: THREE, credentials })).rejects.toMatchObject({
    code: "against_plan",
    message: expect.stringMatching(/kitchen has 2 topic filters.*allows 1: use one that covers them/),
  });
});

test("more connects in a second than the plan allows are told to come again", () => {
  let nowMs = 0;
  const gate = new Gate({ ...THREE, maxConnectsPerS: 2, maxSessions: 100 }, () => nowMs);
  const connect = (clientId: string) => gate.admit({ clientId, cleanSession: true, owner: {} })?.returnCode;
  expect([connect("a"), connect("b"), connect("c")]).toEqual([undefined, undefined, 3]);
  nowMs = 999;
  expect(connect("c")).toBe(3);
  nowMs = 1000;
  expect([connect("c"), connect("d"), connect("e")]).toEqual([undefined, undefined, 3]);
});

test("the bytes of both directions are metered, of those who left too", async () => {
  const { url, usage } = await broker({});
  const publisher = await client(url, "a");
  await publisher.publishAsync("a/b", Buffer.alloc(10_000), { qos: 1 });
  await publisher.endAsync();
  const { bytesIn, bytesOut } = usage();
  // CONNECT, PUBLISH with its topic and packet id, DISCONNECT; CONNACK and PUBACK.
  expect(bytesIn).toBeGreaterThan(10_000);
  expect(bytesIn).toBeLessThan(10_100);
  expect(bytesOut).toBe(8);
});

test("suspended, it ends every connection and listens no more; resumed, it knows its sessions", async () => {
  const started = await broker({});
  const lasting = await client(started.url, "a", { clean: false });
  await lasting.subscribeAsync("a/b", { qos: 1 });
  const closed = new Promise((resolve) => lasting.once("close", () => resolve(undefined)));
  await started.suspend();
  await closed;
  await expect(client(started.url, "b")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await started.resume();
  await started.publish("a/b", "kept", { qos: 1, retain: false });
  const back = connect(started.url, { clientId: "a", clean: false, reconnectPeriod: 0 });
  cleanups.push(() => back.endAsync(true));
  const [, payload] = await once(back as unknown as EventEmitter, "message");
  expect(String(payload)).toBe("kept");
});

test("told to refuse, it answers every connect with that code", async () => {
  const started = await broker({});
  started.refuseConnects(3);
  await expect(client(started.url, "a")).rejects.toMatchObject({ code: 3 });
  started.refuseConnects(undefined);
  await client(started.url, "a");
});
