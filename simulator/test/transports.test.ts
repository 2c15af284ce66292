import { parseBrokerUrl, Secret } from "@homesync/broker/reach";
import {
  type MosquittoOptions,
  makeCertificate,
  startMosquitto,
  withServers,
} from "@homesync/broker/testing";
import { METRIC_NAMES } from "@homesync/protocol";
import { connectAsync, type IClientOptions } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { type Fleet, type FleetOptions, probeBroker, startFleet } from "../src/index.ts";

const NODES = 5;

/** What the nodes of a fleet publish, by topic, as an ordinary client of the same kind sees it. */
async function watch(url: string, options: IClientOptions): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const client = await connectAsync(url, { ...options, reconnectPeriod: 0 });
  onTestFinished(() => client.endAsync(true));
  client.on("message", (topic) => seen.set(topic, (seen.get(topic) ?? 0) + 1));
  await client.subscribeAsync("homesync/#", { qos: 1 });
  return seen;
}

async function run(options: Omit<FleetOptions, "nodes">): Promise<Fleet> {
  const fleet = await startFleet({ nodes: NODES, intervalS: 1, ...options });
  onTestFinished(() => fleet.kill());
  return fleet;
}

async function certificates() {
  const [server, client] = await Promise.all([makeCertificate(), makeCertificate()]);
  return { server, client };
}

const topicsOf = (seen: ReadonlyMap<string, number>, middle: string): string[] =>
  [...seen.keys()].filter((topic) => topic.includes(middle));

withServers("transports", () => {
  test.each([
    { scheme: "mqtt", secure: false, mqttVersion: "5" },
    { scheme: "mqtts", secure: true, mqttVersion: "3.1.1" },
    { scheme: "mqtts", secure: true, mqttVersion: "5" },
    { scheme: "ws", secure: false, mqttVersion: "3.1.1" },
    { scheme: "wss", secure: true, mqttVersion: "3.1.1" },
    { scheme: "wss", secure: true, mqttVersion: "5" },
  ] as const)("a fleet runs over $scheme, MQTT $mqttVersion", async ({ scheme, secure, mqttVersion }) => {
    const certificate = await makeCertificate();
    const options: MosquittoOptions = { webSockets: scheme.startsWith("ws") };
    const mosquitto = await startMosquitto(secure ? { ...options, certificate } : options);
    expect(mosquitto.url).toMatch(new RegExp(`^${scheme}://`));
    const seen = await watch(mosquitto.url, secure ? { ca: certificate.cert } : {});
    const ca = secure ? certificate.cert : undefined;
    const fleet = await run({ broker: { address: parseBrokerUrl(mosquitto.url), ca }, mqttVersion, qos: 1 });
    await fleet.whenConnected();
    await expect
      .poll(() => topicsOf(seen, "/telemetry/").length, { timeout: 20_000 })
      .toBe(NODES * METRIC_NAMES.length);
    const summary = await fleet.stop();
    expect(summary).toMatchObject({ endedInOrder: NODES, purged: NODES, failures: [] });
    const { counters, histograms } = fleet.metrics();
    expect(counters["publish.acknowledged"]).toBe(counters["publish.qos1"]);
    expect(counters["publish.acknowledged"]).toBeGreaterThan(NODES * METRIC_NAMES.length);
    expect(histograms["publish.ack"].count).toBe(counters["publish.acknowledged"]);
    expect(histograms["connect.time"].count).toBe(NODES);
  });

  test("a broker that asks for a certificate gets the client's, over mqtts and wss", async () => {
    const { server, client } = await certificates();
    for (const webSockets of [false, true]) {
      const mosquitto = await startMosquitto({
        certificate: server,
        clientAuthority: client.cert,
        webSockets,
      });
      const address = parseBrokerUrl(mosquitto.url);
      const clientCertificate = { cert: client.cert, key: new Secret(client.key) };
      expect(await probeBroker({ address, ca: server.cert, clientCertificate })).toBeUndefined();
      expect(await probeBroker({ address, ca: server.cert })).toBeDefined();
    }
  });

  test("an authority that did not sign the broker's certificate is refused, over mqtts and wss", async () => {
    const { server, client } = await certificates();
    for (const webSockets of [false, true]) {
      const { url } = await startMosquitto({ certificate: server, webSockets });
      expect(await probeBroker({ address: parseBrokerUrl(url), ca: client.cert })).toMatchObject({
        kind: "tls",
      });
    }
  });

  test("a node that connects again resumes its TLS session", async () => {
    const certificate = await makeCertificate();
    const { url } = await startMosquitto({ certificate });
    const fleet = await run({ broker: { address: parseBrokerUrl(url), ca: certificate.cert } });
    await fleet.whenConnected();
    expect(fleet.metrics().counters["connect.resumed"]).toBe(0);
    fleet.act("all", { kind: "abort_connection" });
    await expect.poll(() => fleet.metrics().counters["connect.again"], { timeout: 20_000 }).toBe(NODES);
    expect(fleet.metrics().counters["connect.resumed"]).toBe(NODES);
    expect(fleet.metrics().histograms["connect.recovery"].count).toBe(NODES);
  });

  test("reason codes of MQTT 5 are counted", async () => {
    const { url } = await startMosquitto({ user: { name: "sim", password: "right" } });
    const address = parseBrokerUrl(url);
    const failure = await probeBroker(
      { address, username: "sim", password: new Secret("wrong") },
      { level: 5 },
    );
    expect(failure).toMatchObject({ kind: "bad_credentials", reasonCode: 0x87 });
    const fleet = await run({
      broker: { address, username: "sim", password: new Secret("wrong") },
      mqttVersion: "5",
    });
    await expect.poll(() => fleet.metrics().errors["mqtt.0x87"], { timeout: 20_000 }).toBeGreaterThan(0);
    expect(fleet.metrics().errors["bad_credentials"]).toBe(fleet.metrics().errors["mqtt.0x87"]);
  });

  test("connections leave from the addresses that were given, in turn", async () => {
    const mosquitto = await startMosquitto({ verbose: true });
    const fleet = await run({
      broker: { address: parseBrokerUrl(mosquitto.url) },
      nodes: 4,
      localAddresses: ["127.0.0.2", "127.0.0.3"],
    } as FleetOptions);
    await fleet.whenConnected();
    const from = [...mosquitto.output.matchAll(/New client connected from (127\.0\.0\.\d+)/g)].map(
      ([, address]) => address,
    );
    expect(from.sort()).toEqual(["127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.3"]);
  });
});
