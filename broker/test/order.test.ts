import { type EventEmitter, once } from "node:events";
import { connect as openSocket } from "node:net";
import { connect, connectAsync, type MqttClient } from "mqtt";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Broker, startBroker } from "../src/index.ts";

vi.setConfig({ testTimeout: 60_000 });

const MESSAGES = 500;

async function start(): Promise<Broker> {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  return broker;
}

async function open(url: string, clientId?: string): Promise<MqttClient> {
  const client = await connectAsync(url, {
    reconnectPeriod: 0,
    ...(clientId === undefined ? {} : { clientId, clean: false }),
  });
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** A subscriber with these filters, and what it gets: the numbers that the payloads are. */
async function subscriber(url: string, filters: readonly string[], qos: 0 | 1, clientId?: string) {
  const client = await open(url, clientId);
  const numbers: number[] = [];
  client.on("message", (_topic, payload) => numbers.push(Number(payload)));
  await client.subscribeAsync([...filters], { qos });
  return numbers;
}

/** A short text as MQTT has it (3.1.1, 1.5.3). */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
/** A frame of less than 128 bytes (2.2.3). */
const short = (first: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first, body.length]), body]);
};

/** PUBLISH, which mqtt.js would write one by one (3.3). */
const frame = (number: number, { qos, retain }: { qos: 0 | 1; retain: boolean }): Buffer => {
  const id = qos === 0 ? Buffer.alloc(0) : Buffer.from([(number + 1) >> 8, (number + 1) & 0xff]);
  const flags = (qos << 1) | (retain ? 1 : 0);
  return short(0x30 | flags, text(`home/${number % 7}/power`), id, Buffer.from(String(number)));
};

/** Sends frames in one write, so that the broker has them all at once. */
async function sendAtOnce(broker: Broker, frames: readonly Buffer[]): Promise<void> {
  const socket = openSocket(broker.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  // CONNECT with a clean session and a keep-alive of 60 s (3.1).
  const hello = short(0x10, text("MQTT"), Buffer.from([4, 2, 0, 60]), text("burst"));
  socket.write(hello);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.write(Buffer.concat(frames));
}

const all = Array.from({ length: MESSAGES }, (_, number) => number);
const OVERLAPPING = ["home/#", "home/+/power", "+/1/power"];

test.each([0, 1] as const)(
  "retained messages of QoS 0 among others reach a subscriber of QoS %i with overlapping filters once each, in order",
  async (qos) => {
    const broker = await start();
    const numbers = await subscriber(broker.url, OVERLAPPING, qos);
    const plain = await subscriber(broker.url, ["home/#"], qos);
    await sendAtOnce(
      broker,
      all.map((number) => frame(number, { qos: 0, retain: number % 2 === 0 })),
    );
    await expect.poll(() => [numbers.length, plain.length], { timeout: 30_000 }).toEqual([500, 500]);
    expect(numbers).toEqual(all);
    expect(plain).toEqual(all);
  },
);

test("a subscriber with a persistent session gets all of a mixed burst, once each", async () => {
  const broker = await start();
  const numbers = await subscriber(broker.url, OVERLAPPING, 1, "keeper");
  await sendAtOnce(
    broker,
    all.map((number) => frame(number, { qos: number % 3 === 0 ? 1 : 0, retain: number % 2 === 0 })),
  );
  await expect.poll(() => numbers.length, { timeout: 30_000 }).toBe(MESSAGES);
  expect([...numbers].sort((a, b) => a - b)).toEqual(all);
});

test("what this process publishes in one turn arrives whole and in order, whatever its kind", async () => {
  const broker = await start();
  const numbers = await subscriber(broker.url, OVERLAPPING, 1);
  const inside: number[] = [];
  await broker.subscribe(["home/#"], (_topic, payload) => inside.push(Number(Buffer.from(payload))));
  await Promise.all(
    all.map((number) =>
      broker.publish(`home/${number % 7}/power`, String(number), {
        qos: number % 3 === 0 ? 1 : 0,
        retain: number % 2 === 0,
      }),
    ),
  );
  expect(inside).toEqual(all);
  await expect.poll(() => numbers.length, { timeout: 30_000 }).toBe(MESSAGES);
  expect(numbers).toEqual(all);
});

test("a subscriber in this process may publish from within", async () => {
  const broker = await start();
  const seen: string[] = [];
  await broker.subscribe(["a", "b"], (topic) => {
    seen.push(topic);
    if (topic === "a") void broker.publish("b", "", { qos: 0, retain: true });
  });
  await broker.publish("a", "", { qos: 0, retain: false });
  await expect.poll(() => seen, { timeout: 30_000 }).toEqual(["a", "b"]);
});

test("a message that is refused does not stop those behind it", async () => {
  const broker = await start();
  const seen: string[] = [];
  await broker.subscribe(["#"], (topic) => seen.push(topic));
  const tooDeep = Array(200).fill("a").join("/");
  const [refused] = await Promise.allSettled([
    broker.publish(tooDeep, "", { qos: 1, retain: true }),
    broker.publish("behind", "", { qos: 1, retain: true }),
  ]);
  expect(refused?.status).toBe("rejected");
  expect(seen).toEqual(["behind"]);
});

test("all wills are handed on before the broker is closed", async () => {
  const broker = await startBroker();
  const wills = new Set<string>();
  await broker.subscribe(["will/+"], (topic) => wills.add(topic));
  const clients = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      connectAsync(broker.url, {
        reconnectPeriod: 0,
        will: { topic: `will/${index}`, payload: Buffer.from("gone"), qos: 1, retain: true },
      }),
    ),
  );
  onTestFinished(() => Promise.all(clients.map((client) => client.endAsync(true))).then(() => undefined));
  for (const client of clients) client.on("error", () => undefined);
  await broker.close();
  expect(wills.size).toBe(30);
});

describe("a persistent session with overlapping filters", () => {
  /** Connects again, and gathers the numbers that waited for it. */
  function comeBack(broker: Broker) {
    const client = connect(broker.url, { clientId: "keeper", clean: false, reconnectPeriod: 0 });
    onTestFinished(() => client.endAsync(true));
    const numbers: number[] = [];
    client.on("message", (_topic, payload) => numbers.push(Number(payload)));
    return { client, numbers };
  }

  test("gets what it missed once each", async () => {
    const broker = await start();
    const client = await open(broker.url, "keeper");
    await client.subscribeAsync(OVERLAPPING, { qos: 1 });
    await client.endAsync();
    await Promise.all(
      all.map((number) => broker.publish(`home/1/power`, String(number), { qos: 1, retain: false })),
    );
    const { numbers } = comeBack(broker);
    await expect.poll(() => numbers.length, { timeout: 30_000 }).toBe(MESSAGES);
    expect(numbers).toEqual(all);
  });

  test("of which one is of QoS 0 has nothing left that was delivered", async () => {
    const broker = await start();
    for (const [first, second] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const client = await open(broker.url, "keeper");
      const numbers: number[] = [];
      client.on("message", (_topic, payload) => numbers.push(Number(payload)));
      await client.subscribeAsync({ "home/#": { qos: first }, "home/+/power": { qos: second } });
      await Promise.all(
        all.map((number) => broker.publish("home/1/power", String(number), { qos: 1, retain: false })),
      );
      await expect.poll(() => numbers.length, { timeout: 30_000 }).toBe(MESSAGES);
      await client.endAsync();
      const again = comeBack(broker);
      await once(again.client as unknown as EventEmitter, "connect");
      await broker.publish("home/1/power", "-1", { qos: 0, retain: false });
      await expect.poll(() => again.numbers.length, { timeout: 30_000 }).toBeGreaterThan(0);
      expect(again.numbers).toEqual([-1]);
      await again.client.endAsync();
    }
  });
});
