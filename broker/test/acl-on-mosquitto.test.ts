import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { connectAsync, type MqttClient } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { parseCredentials } from "../src/acl/passwords.ts";
import { aclCommandLine } from "../src/cli/acl-command-line.ts";
import { startMosquitto, withServers } from "../testing/index.ts";

/** Reason code "Not authorized" of MQTT 5, 2.4. */
const NOT_AUTHORIZED = 0x87;
/** Debian keeps servers where an ordinary user's PATH does not lead. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin` };

withServers("what homesync-acl writes, on mosquitto", () => {
  test("a node can neither publish as another nor read another's commands", async () => {
    const broker = await startBroker(["--node", "h/one", "h/two", "g/one"]);
    const backend = await broker.connect("homesync-backend");
    const one = await broker.connect("h.one");
    await backend.subscribeAsync("homesync/+/nodes/+/telemetry/+", { qos: 1 });

    const own = "homesync/h/nodes/one/telemetry/power";
    for (const topic of [
      "homesync/h/nodes/two/telemetry/power",
      "homesync/g/nodes/one/telemetry/power",
      "homesync/h/nodes/two/command/relay",
      "homesync/h/nodes/one/command/relay",
      "homesync/h/nodes/one/telemetry/other",
    ]) {
      expect(await reasonOf(one, topic), topic).toBe(NOT_AUTHORIZED);
    }
    const seen = nextMessage(backend);
    expect(await reasonOf(one, own)).toBe(0);
    expect(await seen).toBe(own);

    // Mosquitto grants the subscription and judges each delivery: what arrives first is what may be read.
    await one.subscribeAsync(["#", "homesync/h/nodes/two/command/+", "homesync/h/nodes/one/command/+"], {
      qos: 1,
    });
    const read = nextMessage(one);
    expect(await reasonOf(backend, "homesync/h/nodes/two/command/relay")).toBe(0);
    expect(await reasonOf(backend, "homesync/g/nodes/one/command/relay")).toBe(0);
    expect(await reasonOf(backend, "homesync/h/nodes/one/command/relay")).toBe(0);
    expect(await read).toBe("homesync/h/nodes/one/command/relay");
  });

  test("a home's credential serves its nodes and no other's", async () => {
    const broker = await startBroker(["--home", "h", "g"]);
    const home = await broker.connect("h");
    expect(await reasonOf(home, "homesync/h/nodes/any/status/online")).toBe(0);
    expect(await reasonOf(home, "homesync/g/nodes/any/status/online")).toBe(NOT_AUTHORIZED);
  });

  test("the bridge may clear what a removed node left, and may not speak for a node", async () => {
    const broker = await startBroker(["--node", "h/one"]);
    const backend = await broker.connect("homesync-backend");
    expect(await reasonOf(backend, "homesync/h/nodes/one/status/online")).toBe(0);
    expect(await reasonOf(backend, "homesync/h/nodes/one/telemetry/power")).toBe(NOT_AUTHORIZED);
  });

  test("with --shelly the bridge reads plugs and switches them, and a plug speaks for itself alone", async () => {
    const broker = await startBroker(["--shelly", "plug-1", "plug-2"]);
    const backend = await broker.connect("homesync-backend");
    const plug = await broker.connect("plug-1");
    await backend.subscribeAsync("shellies/+/relay/0/power", { qos: 1 });
    const seen = nextMessage(backend);
    expect(await reasonOf(plug, "shellies/plug-2/relay/0/power")).toBe(NOT_AUTHORIZED);
    expect(await reasonOf(plug, "homesync/h/nodes/one/telemetry/power")).toBe(NOT_AUTHORIZED);
    expect(await reasonOf(plug, "shellies/plug-1/relay/0/power")).toBe(0);
    expect(await seen).toBe("shellies/plug-1/relay/0/power");
    await plug.subscribeAsync("shellies/plug-1/relay/0/command", { qos: 1 });
    const told = nextMessage(plug);
    expect(await reasonOf(backend, "shellies/plug-1/relay/0/power")).toBe(NOT_AUTHORIZED);
    expect(await reasonOf(backend, "shellies/plug-1/relay/0/command")).toBe(0);
    expect(await told).toBe("shellies/plug-1/relay/0/command");
  });

  test("without --shelly the bridge has nothing to do with plugs", async () => {
    const broker = await startBroker(["--node", "h/one"]);
    const backend = await broker.connect("homesync-backend");
    expect(await reasonOf(backend, "shellies/plug-1/relay/0/command")).toBe(NOT_AUTHORIZED);
  });

  test("a gateway hands on what nodes say, and sends no commands", async () => {
    const broker = await startBroker(["--gateway", "home-broker"]);
    const gateway = await broker.connect("home-broker");
    expect(await reasonOf(gateway, "homesync/h/nodes/one/status/online")).toBe(0);
    expect(await reasonOf(gateway, "homesync/h/nodes/one/command/relay")).toBe(NOT_AUTHORIZED);
    await gateway.subscribeAsync("homesync/+/nodes/+/command/+", { qos: 1 });
    const told = nextMessage(gateway);
    const backend = await broker.connect("homesync-backend");
    expect(await reasonOf(backend, "homesync/h/nodes/one/command/relay")).toBe(0);
    expect(await told).toBe("homesync/h/nodes/one/command/relay");
  });

  test("nobody connects without a credential, or with another's password", async () => {
    const broker = await startBroker(["--node", "h/one", "h/two"]);
    await expect(connectAsync(broker.url, { reconnectPeriod: 0 })).rejects.toThrow("Not authorized");
    await expect(broker.connect("h.one", "h.two")).rejects.toThrow("Not authorized");
  });
});

/** A mosquitto with the files for these members, as a person would set it up. */
async function startBroker(members: readonly string[]) {
  const out = await mkdtemp(join(tmpdir(), "homesync-acl-"));
  onTestFinished(() => rm(out, { recursive: true }));
  const silent = { out: () => undefined, err: (text: string) => expect.fail(text) };
  expect(await aclCommandLine(["mosquitto", ...members, "--out", out], silent, "0.0.0")).toBe(0);
  const passwords = parseCredentials(await readFile(join(out, "credentials.csv"), "utf8"));
  await promisify(execFile)("mosquitto_passwd", ["-U", join(out, "mosquitto.passwords")], {
    env: ENVIRONMENT,
  });
  const { url } = await startMosquitto({
    config: [
      "allow_anonymous false",
      `acl_file ${join(out, "mosquitto.acl")}`,
      `password_file ${join(out, "mosquitto.passwords")}`,
    ],
  });
  return {
    url,
    async connect(username: string, passwordOf = username): Promise<MqttClient> {
      const password = passwords.get(passwordOf) ?? "";
      const client = await connectAsync(url, { protocolVersion: 5, username, password, reconnectPeriod: 0 });
      onTestFinished(() => client.endAsync());
      return client;
    },
  };
}

/** Publishes, QoS 1, and answers the reason code of the broker's PUBACK. */
const reasonOf = (client: MqttClient, topic: string): Promise<number> =>
  new Promise((resolve, reject) => {
    client.publish(topic, "{}", { qos: 1 }, (error, packet) => {
      const code = (error as { code?: number } | undefined)?.code;
      if (code !== undefined) resolve(code);
      else if (error) reject(error);
      else resolve((packet as { reasonCode?: number } | undefined)?.reasonCode ?? 0);
    });
  });

/** The topic of the next message. */
const nextMessage = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => client.once("message", (topic) => resolve(topic)));
