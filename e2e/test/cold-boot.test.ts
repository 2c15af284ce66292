import { EventEmitter, once } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startMosquitto, withServers } from "@homesync/broker/testing";
import { decode, type Message } from "@homesync/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { VirtualNodeInstance } from "../../firmware/test/virtual-node-instance.ts";
import { webAssembly } from "../../firmware/test/webassembly.ts";
import { buildVirtualNode } from "../../firmware/wasm/virtual-node-build.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

const USER = { name: "kitchen", password: "a secret" };
const RESTART_MS = 2_100;

/** The body of a node: it goes where the node's account says, and carries what the node says. */
class Body {
  readonly #instance: VirtualNodeInstance;
  readonly #handle: number;
  #client: MqttClient | undefined;

  constructor(instance: VirtualNodeInstance, handle: number) {
    this.#instance = instance;
    this.#handle = handle;
  }

  /** Connects as the node has asked, with what it was told of the broker, and until its birth is acknowledged. */
  async connect(): Promise<void> {
    const [wanted] = this.#instance.take("connect");
    if (wanted === undefined) throw new Error("the node did not ask for a connection");
    const field = (name: Parameters<VirtualNodeInstance["accountField"]>[1]) =>
      this.#instance.accountField(this.#handle, name);
    expect(field("mqtt_tls")).toBe("false");
    const client = await connectAsync({
      host: field("mqtt_host"),
      port: Number(field("mqtt_port")),
      username: field("mqtt_username"),
      password: field("mqtt_password"),
      clientId: wanted.clientId,
      clean: wanted.cleanSession,
      reconnectPeriod: 0,
      will: { ...wanted.will, payload: Buffer.from(wanted.will.bytes), qos: 1 },
    });
    this.#client = client;
    onTestFinished(() => client.endAsync(true));
    client.on("message", (topic, payload, { retain }) => {
      this.#instance.send(this.#handle, topic, payload, retain ? 5 : 1);
      this.#carry().catch((error: unknown) => client.emit("error", error as Error));
    });
    this.#instance.exports.node_connected(this.#handle, 0);
    await this.#carry();
  }

  async #carry(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const { calls } = this.#instance;
    this.#instance.calls = [];
    for (const made of calls) {
      if (made.call === "subscribe") await client.subscribeAsync(made.filter, { qos: 1 });
      if (made.call !== "publish") continue;
      const { topic, bytes, qos, retain } = made.message;
      await client.publishAsync(topic, Buffer.from(bytes), { qos: qos === 1 ? 1 : 0, retain });
      if (qos === 1) this.#instance.exports.node_published(this.#handle, made.packet);
    }
  }
}

/** What the broker passes on of a node, read by the protocol's codec. */
async function observe(url: string): Promise<{ client: MqttClient; next(key: string): Promise<Message> }> {
  const client = await connectAsync(url, { username: USER.name, password: USER.password });
  onTestFinished(() => client.endAsync(true));
  const seen: Message[] = [];
  const arrivals = new EventEmitter();
  client.on("message", (topic, payload) => {
    const message = decode(topic, payload);
    if (message.ok) seen.push(message.value);
    arrivals.emit("message");
  });
  await client.subscribeAsync("homesync/#", { qos: 1 });
  const next = async (key: string): Promise<Message> => {
    for (;;) {
      const found = seen.findIndex((message) => message.key === key);
      const [message] = found < 0 ? [] : seen.splice(found, 1);
      if (message !== undefined) return message;
      await once(arrivals, "message", { signal: AbortSignal.timeout(20_000) });
    }
  };
  return { client, next };
}

withServers("a virtual node and mosquitto", () => {
  test("cold boot without a network, provisioning, connect, a command and its answer", async () => {
    const broker = await startMosquitto({ user: USER });
    const observer = await observe(broker.url);
    const instance = await VirtualNodeInstance.load(module);
    const handle = instance.createUnprovisioned(1);
    instance.exports.node_start(handle);
    instance.run(handle, 60_000);
    expect(instance.take("connect")).toEqual([]);

    const account = {
      wifi_ssid: "Home",
      wifi_password: "12345678",
      mqtt_host: "127.0.0.1",
      mqtt_port: broker.port,
      mqtt_tls: false,
      mqtt_username: USER.name,
      mqtt_password: USER.password,
      home_id: "home",
      node_id: "kitchen",
    };
    expect(instance.type(handle, JSON.stringify({ action: "set", account }))).toMatchObject({
      status: "success",
    });
    instance.run(handle, RESTART_MS);
    expect(instance.take("ended")).toMatchObject([{ restart: true }]);
    // The network comes into reach some time after the boot.
    instance.exports.node_start(handle);
    instance.run(handle, 60_000);
    expect(instance.take("connect")).toEqual([]);
    instance.setWifi(handle, "Home", "12345678");
    for (let waited = 0; waited < 90_000 && !asksToConnect(instance); waited += 1_000) {
      instance.run(handle, 1_000);
    }
    await new Body(instance, handle).connect();

    expect(await observer.next("status/online")).toMatchObject({
      homeId: "home",
      nodeId: "kitchen",
      payload: { online: true },
    });
    await observer.client.publishAsync(
      "homesync/home/nodes/kitchen/command/relay",
      JSON.stringify({ action: "on", request_id: "first" }),
      { qos: 1 },
    );
    expect(await observer.next("response/command")).toMatchObject({
      payload: { request_id: "first", status: "success", result: "on" },
    });
    expect(instance.exports.relay_is_on(handle)).toBe(1);
  });
});

const asksToConnect = (instance: VirtualNodeInstance): boolean =>
  instance.calls.some(({ call }) => call === "connect");
